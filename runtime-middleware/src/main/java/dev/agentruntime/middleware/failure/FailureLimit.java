package dev.agentruntime.middleware.failure;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run from calling in vain. Three counts, each on its own:
 *
 * <ul>
 *   <li>Failures of a tool in a row: it said no, broke down or took too long. At the limit the tool
 *       is not called for a while ({@value #TOO_MANY_FAILURES}); then one call may try, and its
 *       success makes all well, its failure shuts the tool off for the same time again.
 *   <li>Turns in a row in which calls of a tool had arguments nobody could make anything of. Beyond
 *       the limit such calls are told to leave it ({@value #INVALID_ARGUMENTS}), later the run
 *       ends. A call with good arguments is never refused for this.
 *   <li>Turns in which a tool was named that does not exist ({@value #UNKNOWN_TOOLS}), likewise.
 * </ul>
 *
 * <p>What the tool is not to blame for counts nowhere: calls that were rejected, refused,
 * cancelled, suspended, or met a defect of the runtime. A call counts once, however often it was
 * tried. Everything is forgotten with the run, and nothing is shared between runs; a tool that is
 * down for all of them is a circuit breaker's business.
 *
 * <p>It has three places: around everything that understands arguments; at {@link Anchor#LIMITS} a
 * free look, so that nobody is asked about a call that will be refused; and behind approval and
 * cache the way through, which counts. A trying call that ends by an exception, an interrupt, a
 * refusal or a suspension leaves its place to the next.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class FailureLimit implements Layer {
  /** The name of the layer and of its look before the human. */
  public static final String NAME = "failure-limit";

  /** The name of its link that counts failures. */
  public static final String COUNT = "failure-limit-count";

  /** The name of its link that counts calls nobody could make anything of. */
  public static final String MISTAKES = "failure-limit-mistakes";

  /** Why a call is refused of a tool that failed too often in a row. */
  public static final String TOO_MANY_FAILURES = "too_many_failures";

  /** Why a call is refused while another one is trying. */
  public static final String TRYING = "trying";

  /** Why a call with bad arguments is told to leave it. */
  public static final String INVALID_ARGUMENTS = "invalid_arguments";

  /** Why a call of a tool nobody has is told to leave it. */
  public static final String UNKNOWN_TOOLS = "unknown_tools";

  /** The decision that a tool is shut off: the call that failed was one too many. */
  public static final String SHUT_OFF = "shut_off";

  /** The decision that the run ends. */
  public static final String STOPPED = "stopped";

  /** Once may be chance and twice bad luck; what other runtimes have settled on as well. */
  public static final int DEFAULT_FAILURES = 3;

  /** Long enough for a service to restart, short enough that a run of minutes can try again. */
  public static final Duration DEFAULT_COOL_DOWN = Duration.ofSeconds(60);

  /**
   * Models that can follow the hints they are given mostly need one turn; more than this means that
   * they cannot.
   */
  public static final int DEFAULT_MISTAKES = 5;

  /** The first refusal may yet bring the model to something else; the second did not. */
  private static final int REFUSALS = 2;

  private static final String CLOCK = "timeout";

  private final PerTool<Optional<Integer>> failures;
  private final PerTool<Duration> coolDowns;
  private final int invalidArguments;
  private final int unknownTools;

  private FailureLimit(Builder from) {
    this.failures = from.failures;
    this.coolDowns = from.coolDowns;
    this.invalidArguments = from.invalidArguments;
    this.unknownTools = from.unknownTools;
  }

  /**
   * The defaults, for every tool.
   *
   * @return a new layer
   */
  public static FailureLimit standard() {
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
   * To derive another layer from this one.
   *
   * @return a new builder that holds what this layer holds
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.failures = failures;
    builder.coolDowns = coolDowns;
    builder.invalidArguments = invalidArguments;
    builder.unknownTools = unknownTools;
    return builder;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    ToolDescriptor tool = binding.tool();
    List<Link> links = new ArrayList<>(3);
    int mistakes = tool.known() ? invalidArguments : unknownTools;
    if (mistakes != Builder.OFF) {
      links.add(mistakes(binding, mistakes));
    }
    Integer limit = tool.known() ? limitOf(tool) : null;
    if (limit != null) {
      addGate(binding, limit, links);
    }
    return List.copyOf(links);
  }

  private static Link mistakes(LayerBinding binding, int limit) {
    Slot<Mistakes> slot =
        binding.tool().known()
            ? binding.perTool(StateScope.RUN, "arguments", () -> new Mistakes(limit, REFUSALS))
            : binding.shared(StateScope.RUN, "names", () -> new Mistakes(limit, REFUSALS));
    return Link.of(Anchor.PROPOSED, MISTAKES, new MistakeLink(slot, limit)).outsideOf(NAME);
  }

  private @Nullable Integer limitOf(ToolDescriptor tool) {
    Optional<Integer> limit = failures.get(tool.name());
    return limit == null ? null : limit.orElse(null);
  }

  private void addGate(LayerBinding binding, int limit, List<Link> links) {
    Duration coolDown =
        Objects.requireNonNullElse(coolDowns.get(binding.tool().name()), DEFAULT_COOL_DOWN);
    long coolDownNanos = Deadline.saturatedNanos(coolDown);
    FailureLinks gate =
        new FailureLinks(
            binding.perTool(
                StateScope.RUN, "failures", () -> new FailureGate(limit, coolDownNanos)));
    links.add(Link.check(Anchor.LIMITS, NAME, gate::peek).outsideOf(COUNT));
    // Inside the cache, whose answers say nothing of the tool; outside the clock, which says that
    // it took too long.
    links.add(
        Link.of(Anchor.CALL_TIMEOUT, COUNT, gate::around, LinkTrait.HOLDS_RESOURCE)
            .outsideOf(CLOCK)
            .outsideOf(Retry.NAME));
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return "nothing of the tool is limited";
  }

  @Override
  public String toString() {
    return "FailureLimit(failures in a row "
        + failures.describe(limit -> limit.map(String::valueOf).orElse("any"))
        + ", cool-down "
        + coolDowns.describe(String::valueOf)
        + ", turns with invalid arguments "
        + shown(invalidArguments)
        + ", with unknown tools "
        + shown(unknownTools)
        + ")";
  }

  private static String shown(int mistakes) {
    return mistakes == Builder.OFF ? "any" : String.valueOf(mistakes);
  }

  /** Collects limits. Confined to one thread. */
  public static final class Builder {
    private static final int OFF = Integer.MAX_VALUE;

    private PerTool<Optional<Integer>> failures = PerTool.all(Optional.of(DEFAULT_FAILURES));
    private PerTool<Duration> coolDowns = PerTool.all(DEFAULT_COOL_DOWN);
    private int invalidArguments = DEFAULT_MISTAKES;
    private int unknownTools = DEFAULT_MISTAKES;

    private Builder() {}

    /**
     * How many failures in a row shut a tool off, for tools of which nothing else is said.
     *
     * @param inARow at least 1; {@value FailureLimit#DEFAULT_FAILURES} unless set
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder failures(int inARow) {
      this.failures = failures.otherwise(Optional.of(atLeastOne("failures", inARow)));
      return this;
    }

    /**
     * How many failures in a row shut some tools off. The most specific pattern counts; of equally
     * specific ones the one given last.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param inARow at least 1
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the number less than 1
     */
    public Builder failures(String toolPattern, int inARow) {
      this.failures =
          failures.with(
              toolPattern, Optional.of(atLeastOne("failures of '" + toolPattern + "'", inARow)));
      return this;
    }

    /**
     * Lets some tools fail as often as they do: tools whose "no" is an answer, such as a test run.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder exempt(String toolPattern) {
      this.failures = failures.with(toolPattern, Optional.empty());
      return this;
    }

    /**
     * How long a tool is shut off before one call may try, for tools of which nothing else is said.
     *
     * @param time more than zero; one minute unless set
     * @return this builder
     * @throws IllegalArgumentException if the time is zero or negative
     */
    public Builder coolDown(Duration time) {
      this.coolDowns = coolDowns.otherwise(positive("cool-down", time));
      return this;
    }

    /**
     * How long some tools are shut off before one call may try.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param time more than zero
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the time zero or negative
     */
    public Builder coolDown(String toolPattern, Duration time) {
      this.coolDowns =
          coolDowns.with(toolPattern, positive("cool-down of '" + toolPattern + "'", time));
      return this;
    }

    /**
     * In how many turns in a row a tool may be called with arguments nobody can make anything of.
     *
     * @param turns at least 1; {@value FailureLimit#DEFAULT_MISTAKES} unless set
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder invalidArguments(int turns) {
      this.invalidArguments = atLeastOne("invalidArguments", turns);
      return this;
    }

    /**
     * In how many turns of a run tools may be named that do not exist.
     *
     * @param turns at least 1; {@value FailureLimit#DEFAULT_MISTAKES} unless set
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder unknownTools(int turns) {
      this.unknownTools = atLeastOne("unknownTools", turns);
      return this;
    }

    /**
     * Counts no calls with invalid arguments or of unknown tools; limits on the number of calls
     * hold.
     *
     * @return this builder
     */
    public Builder withoutMistakes() {
      this.invalidArguments = OFF;
      this.unknownTools = OFF;
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public FailureLimit build() {
      return new FailureLimit(this);
    }

    private static int atLeastOne(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "failure limit " + name + " must be at least 1, was " + value);
      }
      return value;
    }

    private static Duration positive(String name, Duration value) {
      if (!Objects.requireNonNull(value, name).isPositive()) {
        throw new IllegalArgumentException(
            "failure limit " + name + " must be positive, was " + value);
      }
      return value;
    }
  }
}
