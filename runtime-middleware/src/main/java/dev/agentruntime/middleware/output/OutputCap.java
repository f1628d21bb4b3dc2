package dev.agentruntime.middleware.output;

import dev.agentruntime.artifact.ArtifactStore;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.effect.EffectGuard;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolDescriptor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shortens results that are too long for a model, and keeps the whole where a store is given.
 *
 * <pre>{@code
 * OutputCap cap = OutputCap.builder().artifacts(new InMemoryArtifactStore()).build();
 * AgentRuntime.builder(model)
 *     .tools(tools, cap.reader())     // lets the model page through what was kept
 *     .middleware(cap)
 *     .build();
 * }</pre>
 *
 * <p><b>What is shown.</b> Of a text, its head and its tail. JSON stays JSON: strings, arrays and
 * objects are shortened and say by how much. Both hold a notice with the length of the whole and,
 * if it was kept, the handle to read it by; if it was not, the notice says so. A {@link
 * dev.agentruntime.tool.ToolOutcome.Success} stays one, a long {@link
 * dev.agentruntime.tool.ToolOutcome.ToolError} too; other outcomes are the runtime's own words and
 * short.
 *
 * <p><b>How much.</b> Each result has a limit, and so have the results of one turn together: it is
 * the sum that overflows a context. When a turn's room is used up each further result still gets
 * {@value #LEAST_SHOWN} characters.
 *
 * <p><b>Where.</b> At {@link Anchor#CACHE}, outside {@link Anchor#REVEAL}, where results are
 * redacted, so that no cut can split what a redactor looks for, and nothing is kept that was not
 * redacted; outside the result cache and the effect guard, so that what those repeat is cut for the
 * conversation that asks. What loop detection and the model see is what this layer made.
 *
 * <p><b>The store.</b> Artifacts belong to the session, or to the run if there is none ({@link
 * dev.agentruntime.artifact.ArtifactScope}). Give the {@linkplain #reader() reader} to every agent
 * whose results are kept: the notice names it. A store that throws costs the rest of the result,
 * not the result; {@code not_kept} tells. {@code shortened} tells of each cut.
 *
 * <p>State is kept per run; immutable but for that; safe for use by many threads.
 */
public final class OutputCap implements Layer {
  /** The name of the layer and of its link. */
  public static final String NAME = "output-cap";

  /** About 12,000 tokens: one result must not take the place of the conversation. */
  public static final int DEFAULT_LIMIT = 50_000;

  /** Four full results: a quarter of a usual context window, for one turn. */
  public static final int DEFAULT_TURN_LIMIT = 200_000;

  /** Enough for the notice and a glance, however many calls a turn makes. */
  public static final int LEAST_SHOWN = 1_000;

  /** Results say at the top what they are and at the end how it went; both are needed. */
  public static final double DEFAULT_HEAD_SHARE = 0.6;

  private static final int PERCENT = 100;

  private final PerTool<Integer> limits;
  private final int turnLimit;
  private final Shortening shortening;
  private final @Nullable ArtifactStore artifacts;

  private OutputCap(Builder from) {
    this.limits = from.limits;
    this.turnLimit = from.turnLimit;
    this.shortening = new Shortening(new TextCut(from.headShare));
    this.artifacts = from.artifacts;
  }

  /**
   * The defaults: {@link #DEFAULT_LIMIT} for every tool, and nothing kept of what is left out.
   *
   * @return a new layer
   */
  public static OutputCap standard() {
    return builder().build();
  }

  /**
   * For anything else.
   *
   * @return a new builder that holds the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * For something close to this.
   *
   * @return a new builder that holds what this layer has
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.limits = limits;
    builder.turnLimit = turnLimit;
    builder.headShare = shortening.text().headShare();
    builder.artifacts = artifacts;
    return builder;
  }

  /**
   * The tool by which a model reads what was kept. Its own results are never cut, as it gives no
   * more than {@link ArtifactReader#MAX_PAGE} characters at a time.
   *
   * @return a tool to be given to agents
   * @throws IllegalStateException if this layer has no store
   */
  public AgentTool reader() {
    if (artifacts == null) {
      throw new IllegalStateException(
          "output cap: there is nothing to read without a store; give one to the builder");
    }
    return new ArtifactReader(artifacts);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    Integer limit = limits.get(binding.tool().name());
    boolean isReader = binding.tool().specification().equals(ArtifactReader.SPECIFICATION);
    if (limit == null || isReader || !binding.tool().known()) {
      return List.of();
    }
    CappedCalls capped =
        new CappedCalls(
            limit,
            binding.shared(StateScope.RUN, "room", () -> new TurnRoom(turnLimit)),
            shortening,
            artifacts);
    return List.of(
        Link.of(Anchor.CACHE, NAME, capped)
            .outsideOf(ResultCache.NAME)
            .outsideOf(EffectGuard.NAME));
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    if (!tool.known()) {
      return "the tool is unknown";
    }
    return limits.get(tool.name()) == null
        ? "its results are not limited"
        : "the tool reads pages, which are limited by themselves";
  }

  @Override
  public String toString() {
    return "OutputCap("
        + limits.describe(limit -> limit + " characters")
        + ", at most "
        + turnLimit
        + " per turn, "
        + Math.round(shortening.text().headShare() * PERCENT)
        + "% head, the rest "
        + (artifacts == null ? "dropped" : "kept")
        + ")";
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private PerTool<Integer> limits = PerTool.all(DEFAULT_LIMIT);
    private int turnLimit = DEFAULT_TURN_LIMIT;
    private double headShare = DEFAULT_HEAD_SHARE;
    private @Nullable ArtifactStore artifacts;

    private Builder() {}

    /**
     * How long the results of tools may be of which nothing else is said.
     *
     * @param characters at least {@link #LEAST_SHOWN}; {@link #DEFAULT_LIMIT} unless set
     * @return this builder
     * @throws IllegalArgumentException if the number is less
     */
    public Builder limit(int characters) {
      this.limits = limits.otherwise(checked("limit", characters));
      return this;
    }

    /**
     * How long the results of some tools may be.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param characters at least {@link #LEAST_SHOWN}
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or the number is less
     */
    public Builder limit(String toolPattern, int characters) {
      this.limits =
          limits.with(toolPattern, checked("limit for '" + toolPattern + "'", characters));
      return this;
    }

    /**
     * How long the results of one turn may be together.
     *
     * @param characters at least {@link #LEAST_SHOWN}; {@link #DEFAULT_TURN_LIMIT} unless set
     * @return this builder
     * @throws IllegalArgumentException if the number is less
     */
    public Builder turnLimit(int characters) {
      this.turnLimit = checked("turnLimit", characters);
      return this;
    }

    private static int checked(String key, int characters) {
      if (characters < LEAST_SHOWN) {
        throw new IllegalArgumentException(
            "output cap " + key + " must be at least " + LEAST_SHOWN + ", was " + characters);
      }
      return characters;
    }

    /**
     * How much of what is shown is the head of a result; the rest is its tail.
     *
     * @param share from 0, only the tail, to 1, only the head; {@link #DEFAULT_HEAD_SHARE} unless
     *     set
     * @return this builder
     * @throws IllegalArgumentException if the share is out of these bounds
     */
    public Builder headShare(double share) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "output cap headShare must be from 0 to 1, was " + share);
      }
      this.headShare = share;
      return this;
    }

    /**
     * Keeps the whole of what is shortened. Give {@link OutputCap#reader()} to the agents as well.
     *
     * @param store keeps it
     * @return this builder
     */
    public Builder artifacts(ArtifactStore store) {
      this.artifacts = Objects.requireNonNull(store, "store");
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public OutputCap build() {
      return new OutputCap(this);
    }
  }
}
