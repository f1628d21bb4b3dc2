package dev.agentruntime.middleware.loop;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.tool.ToolDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Stops a run that goes round in circles: the same call with the same result, the same few calls in
 * turn with the same results, or, if asked for, calls of one tool that bring nothing new. First the
 * result says so, once; then the call is refused; then the run ends.
 *
 * <p>Calls are the same if tool and arguments are, whatever the order of properties and the way
 * numbers are written. A result is what the tool said, or that it failed; so polling something that
 * changes is no loop. Calls that were refused, rejected, cancelled, suspended or not understood are
 * not counted, nor is the first retry of a call that failed. What is compared is what the layers
 * further in make of the result: redacted, cut, answered from a cache.
 *
 * <p>Each run has a window of its own, over its last 32 results; what the user says next begins
 * another run, and the runs of sub-agents are theirs. Only results of earlier turns count against a
 * call, since the model has not seen others: calls made side by side are never refused for each
 * other's results.
 *
 * <p>A tool that waits for something outside can be declared {@linkplain Builder#pollable(String,
 * Duration) pollable}; arguments that differ each time without meaning anything can be {@linkplain
 * Builder#ignoring left out}.
 *
 * <p>Stands at {@link Anchor#LOOP}: before any human is asked, and outside retry, whose attempts
 * are one call. The model sees a note behind the third result, and a {@link
 * dev.agentruntime.tool.ToolOutcome.Blocked} in place of the fourth. The outcomes that say only
 * that the tool broke down or took too long have no place for a note; the warning is then among the
 * call's decisions alone. Immutable; safe for use by many threads.
 */
public final class LoopDetection implements Layer {
  /** The name of the layer and of its link. */
  public static final String NAME = "loop-detection";

  /** The decision that a result got a note. */
  public static final String WARNED = "warned";

  /** The decision that the run ends. */
  public static final String STOPPED = "stopped";

  /**
   * Asking once more may be a slip or a check; the third same answer told nothing that the second
   * did not.
   */
  public static final int DEFAULT_WARN_AT = 3;

  /** Directly after the warning: the model was told, and did it again. */
  public static final int DEFAULT_BLOCK_AT = 4;

  /** One refusal gives the model another chance to think again; two say that it does not. */
  public static final int DEFAULT_STOP_AFTER = 2;

  private final LoopRules rules;
  private final PerTool<Boolean> watched;
  private final PerTool<Pace> paces;
  private final PerTool<LoopKey> keys;

  private LoopDetection(Builder from) {
    this.rules = from.rules;
    this.watched = from.watched;
    this.paces = from.paces;
    this.keys = from.keys;
  }

  /**
   * The defaults, for every tool.
   *
   * @return a new layer
   */
  public static LoopDetection standard() {
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
    builder.rules = rules;
    builder.watched = watched;
    builder.paces = paces;
    builder.keys = keys;
    return builder;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    ToolDescriptor tool = binding.tool();
    if (!tool.known() || Boolean.FALSE.equals(watched.get(tool.name()))) {
      return List.of();
    }
    LoopRules ours = rules;
    Slot<LoopWindow> windows = binding.shared(StateScope.RUN, "window", () -> new LoopWindow(ours));
    LoopLink link =
        new LoopLink(
            windows,
            rules,
            Objects.requireNonNullElse(keys.get(tool.name()), LoopKey.ALL),
            Objects.requireNonNullElse(paces.get(tool.name()), Pace.NOT_POLLED));
    return List.of(
        Link.of(Anchor.LOOP, NAME, link, LinkTrait.NEEDS_FINAL_ARGUMENTS)
            .outsideOf(Approval.NAME)
            .outsideOf(Retry.NAME)
            .previewing(link));
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return tool.known() ? "the tool is not watched" : "the tool is unknown";
  }

  @Override
  public String toString() {
    return "LoopDetection("
        + rules
        + shown(", watched: ", watched)
        + shown(", polled: ", paces)
        + shown(", compared: ", keys)
        + ")";
  }

  private static String shown(String what, PerTool<?> setting) {
    return setting.isEmpty() ? "" : what + setting.describe(String::valueOf);
  }

  /** Says what is a loop and what is done about it. Confined to one thread. */
  public static final class Builder {
    private LoopRules rules = LoopRules.DEFAULTS;
    private PerTool<Boolean> watched = PerTool.all(null);
    private PerTool<Pace> paces = PerTool.all(null);
    private PerTool<LoopKey> keys = PerTool.all(null);

    private Builder() {}

    /**
     * Which repetition gets a note behind its result.
     *
     * @param repetition counts the first time as 1; {@value LoopDetection#DEFAULT_WARN_AT} unless
     *     set
     * @return this builder
     * @throws IllegalArgumentException if it is less than 2
     */
    public Builder warnAt(int repetition) {
      this.rules = rules.withWarnAt(atLeast(2, "warnAt", repetition));
      return this;
    }

    /**
     * Adds no notes.
     *
     * @return this builder
     */
    public Builder withoutWarning() {
      this.rules = rules.withWarnAt(LoopRules.NEVER);
      return this;
    }

    /**
     * Which repetition is refused.
     *
     * @param repetition counts the first time as 1; {@value LoopDetection#DEFAULT_BLOCK_AT} unless
     *     set
     * @return this builder
     * @throws IllegalArgumentException if it is less than 2
     */
    public Builder blockAt(int repetition) {
      this.rules = rules.withBlockAt(atLeast(2, "blockAt", repetition));
      return this;
    }

    /**
     * Refuses no calls, and so ends no runs.
     *
     * @return this builder
     */
    public Builder withoutBlocking() {
      this.rules = rules.withBlockAt(LoopRules.NEVER);
      return this;
    }

    /**
     * After how many refused calls of a run it ends, with the turn. The first refusal ends it only
     * if this is 1: before, the model must have seen one.
     *
     * @param blocked at least 1; {@value LoopDetection#DEFAULT_STOP_AFTER} unless set
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder stopAfter(int blocked) {
      this.rules = rules.withStopAfter(atLeast(1, "stopAfter", blocked));
      return this;
    }

    /**
     * Ends no runs; calls are refused all the same.
     *
     * @return this builder
     */
    public Builder withoutStopping() {
      this.rules = rules.withStopAfter(LoopRules.NEVER);
      return this;
    }

    /**
     * Takes it for a loop, too, if one tool is called with whatever arguments and answers what it
     * has answered before: warned of after so many in a row, refused from the next one on. Off
     * unless set, since many tools have little to say: one that writes five files says five times
     * that it did.
     *
     * @param calls at least 2
     * @return this builder
     * @throws IllegalArgumentException if it is less than 2
     */
    public Builder noProgressAfter(int calls) {
      this.rules = rules.withNoProgressAfter(atLeast(2, "noProgressAfter", calls));
      return this;
    }

    /**
     * Does not look at some tools, not even as part of a cycle.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder exempt(String toolPattern) {
      this.watched = watched.with(toolPattern, false);
      return this;
    }

    /**
     * Looks at some tools, of those that a wider pattern exempts.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder watch(String toolPattern) {
      this.watched = watched.with(toolPattern, true);
      return this;
    }

    /**
     * Lets some tools be asked as often and as soon as the model likes: repeated calls are no loop.
     * Limits on the number of calls hold.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder pollable(String toolPattern) {
      return pollable(toolPattern, Duration.ZERO);
    }

    /**
     * Lets some tools be asked again and again, if not too soon: a repeated call counts only if it
     * begins sooner than this after the one before.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param interval zero or more
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the interval negative
     */
    public Builder pollable(String toolPattern, Duration interval) {
      if (Objects.requireNonNull(interval, "interval").isNegative()) {
        throw new IllegalArgumentException(
            "loop detection interval of '"
                + toolPattern
                + "' must not be negative, was "
                + interval);
      }
      this.paces = paces.with(toolPattern, Pace.of(interval));
      return this;
    }

    /**
     * Leaves arguments of some tools out of the comparison: those that differ each time and mean
     * nothing, such as a request's number. Replaces what {@link #comparing} said of the same
     * pattern.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param arguments names at the top level of the arguments; at least one
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or no argument is named
     */
    public Builder ignoring(String toolPattern, String... arguments) {
      return key(toolPattern, false, arguments);
    }

    /**
     * Compares calls of some tools by these arguments alone. Replaces what {@link #ignoring} said
     * of the same pattern.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param arguments names at the top level of the arguments; at least one
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or no argument is named
     */
    public Builder comparing(String toolPattern, String... arguments) {
      return key(toolPattern, true, arguments);
    }

    private Builder key(String toolPattern, boolean only, String... arguments) {
      if (arguments.length == 0) {
        throw new IllegalArgumentException(
            "loop detection of '" + toolPattern + "' must name at least one argument, named none");
      }
      this.keys = keys.with(toolPattern, new LoopKey(only, List.of(arguments)));
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     * @throws IllegalArgumentException if calls would be refused before anything is said of it
     */
    public LoopDetection build() {
      boolean both = rules.warnAt() != LoopRules.NEVER && rules.blockAt() != LoopRules.NEVER;
      if (both && rules.warnAt() >= rules.blockAt()) {
        throw new IllegalArgumentException(
            "loop detection warnAt must be less than blockAt "
                + rules.blockAt()
                + ", was "
                + rules.warnAt());
      }
      return new LoopDetection(this);
    }

    private static int atLeast(int least, String name, int value) {
      if (value < least) {
        throw new IllegalArgumentException(
            "loop detection " + name + " must be at least " + least + ", was " + value);
      }
      return value;
    }
  }
}
