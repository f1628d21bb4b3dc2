package dev.agentruntime.middleware.effect;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.effect.EffectStore;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Lets no effect happen twice: before a tool with effects runs, its call is reserved in a store,
 * and afterwards the store knows what the tool answered or that nobody knows. A call that comes
 * again – of a run that was suspended or whose process was lost – then finds out.
 *
 * <p>The key is {@link dev.agentruntime.tool.ToolInvocation#idempotencyKey()}: made by the runtime
 * of run, turn and position, the same for every attempt and after a restart, and never the model's.
 * It belongs to the arguments the call had: the same key with others is refused ({@value
 * #CONFLICT}).
 *
 * <table>
 * <caption>What becomes of a call that comes again</caption>
 * <tr><th>on record</th><th>the call</th></tr>
 * <tr><td>the tool answered</td><td>gets that answer, be it a success or an error</td></tr>
 * <tr><td>reserved</td><td>is refused ({@value #UNDER_WAY}) until the reservation is so old that who
 *     made it must be lost; then as if unknown</td></tr>
 * <tr><td>unknown</td><td>runs if the tool is {@link ToolTrait#IDEMPOTENT}; else the tool's {@link
 *     Reconciler} finds out; else it is refused ({@value #UNKNOWN})</td></tr>
 * </table>
 *
 * <p>An effect counts as unknown if the tool began and did not answer: time-out, abandonment,
 * cancellation, interrupt, an infrastructure error, an exception of a layer. A call that was
 * refused before the tool began leaves no trace.
 *
 * <p>If the store cannot reserve, the call is refused ({@value #NO_RECORD}). If it cannot record
 * what the tool answered, the answer stands and the reservation stays, which is unknown in time;
 * {@code not_recorded} tells.
 *
 * <p>Applies to tools that are not {@link ToolTrait#READ_ONLY}. Three links: a free look at {@link
 * Anchor#PEEK}, so that nobody is asked to approve what will not run; the reservation at {@link
 * Anchor#CACHE}, after authorisation and before any resource; and one at {@link Anchor#STARTED}
 * that sees the tool begin. What the look answers with was authorised when it ran; it is given
 * again to the same call of the same run, after policy was asked again.
 *
 * <p>A key tells a call that comes again from one the model makes anew. That the model makes the
 * same call twice by mistake is another matter: {@link Builder#askAboutRepeats} has somebody asked.
 *
 * <p>State of the session is kept for repeats alone; immutable but for that and the store; safe for
 * use by many threads.
 */
public final class EffectGuard implements Layer {
  /** The name of the layer and of the link that reserves. */
  public static final String NAME = "effect-guard";

  /** The name of the link that looks before a human is asked. */
  public static final String PEEK = "effect-peek";

  /** The name of the link that sees the tool begin. */
  public static final String BEGUN = "effect-begun";

  /** Why a call is refused whose key stands for other arguments. */
  public static final String CONFLICT = "effect_conflict";

  /** Why a call is refused that may be under way elsewhere. */
  public static final String UNDER_WAY = "effect_under_way";

  /** Why a call is refused of which nobody knows whether it happened. */
  public static final String UNKNOWN = "effect_unknown";

  /** Why a call is refused that the store could not reserve. */
  public static final String NO_RECORD = "effect_not_recordable";

  /**
   * Why somebody is asked about a call, or why it is refused, that does once more what was done a
   * short while ago.
   */
  public static final String REPEATED = "repeated_effect";

  /** The name of the link that looks for repeats before a human is asked. */
  public static final String REPEAT_PEEK = "effect-repeat-peek";

  /** The name of the link that takes note of what was done. */
  public static final String REPEATS = "effect-repeats";

  /** Longer than calls take; one that takes longer needs it set. */
  public static final Duration DEFAULT_RESERVATION = Duration.ofMinutes(15);

  private final EffectStore store;
  private final Duration reservation;
  private final PerTool<Boolean> guarded;
  private final PerTool<Reconciler> reconcilers;
  private final PerTool<Duration> repeatWindows;
  private final Tokens tokens = new Tokens();

  private EffectGuard(Builder from) {
    this.store = from.store;
    this.reservation = from.reservation;
    this.guarded = from.guarded;
    this.reconcilers = from.reconcilers;
    this.repeatWindows = from.repeatWindows;
  }

  /**
   * A guard for every tool with effects.
   *
   * @param store keeps what is known
   * @return a new layer
   */
  public static EffectGuard of(EffectStore store) {
    return builder(store).build();
  }

  /**
   * For anything else.
   *
   * @param store keeps what is known
   * @return a new builder that holds the defaults
   */
  public static Builder builder(EffectStore store) {
    return new Builder(store);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    ToolDescriptor tool = binding.tool();
    boolean applies =
        tool.known()
            && !tool.traits().has(ToolTrait.READ_ONLY)
            && Boolean.TRUE.equals(guarded.get(tool.name()));
    if (!applies) {
      return List.of();
    }
    Slot<HeldEffect> held = binding.shared(StateScope.CALL, "held", HeldEffect::new);
    EffectLedger ledger = new EffectLedger(store, tokens, reservation);
    GuardedCalls calls =
        new GuardedCalls(
            ledger, held, tool.traits().has(ToolTrait.IDEMPOTENT), reconcilers.get(tool.name()));
    List<Link> links = new ArrayList<>();
    links.add(Link.check(Anchor.PEEK, PEEK, calls::peek, LinkTrait.NEEDS_FINAL_ARGUMENTS));
    Duration window = repeatWindows.get(tool.name());
    if (window != null) {
      addRepeatWatch(links, binding, held, window);
    }
    links.add(
        Link.of(
            Anchor.CACHE,
            NAME,
            calls,
            LinkTrait.ANSWERS_FROM_MEMORY,
            LinkTrait.NEEDS_FINAL_ARGUMENTS));
    links.add(Link.of(Anchor.STARTED, BEGUN, (call, next) -> begin(held, call, next)));
    return links;
  }

  private static void addRepeatWatch(
      List<Link> links, LayerBinding binding, Slot<HeldEffect> held, Duration window) {
    RepeatWatch watch =
        new RepeatWatch(
            binding.time(),
            Deadline.saturatedNanos(window),
            binding.shared(StateScope.SESSION, "recent", RecentEffects::new),
            Demands.slot(binding),
            held);
    links.add(Link.check(Anchor.PEEK, REPEAT_PEEK, watch::look, LinkTrait.NEEDS_FINAL_ARGUMENTS));
    links.add(Demands.gate(NAME, binding));
    links.add(
        Link.of(Anchor.CACHE, REPEATS, watch, LinkTrait.NEEDS_FINAL_ARGUMENTS).outsideOf(NAME));
  }

  private static ToolOutcome begin(Slot<HeldEffect> held, ToolCall call, ToolHandler next)
      throws InterruptedException {
    held.get(call).begin();
    return next.handle(call);
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    if (!tool.known()) {
      return "the tool is unknown";
    }
    return tool.traits().has(ToolTrait.READ_ONLY)
        ? "the tool is read-only"
        : "the tool is not guarded";
  }

  @Override
  public String toString() {
    return "EffectGuard("
        + guarded.describe(on -> on ? "on" : "off")
        + ", reservations hold "
        + reservation
        + ", reconcilers "
        + reconcilers.describe(reconciler -> "set")
        + ", asks about repeats "
        + repeatWindows.describe(window -> "within " + window)
        + ")";
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private final EffectStore store;
    private Duration reservation = DEFAULT_RESERVATION;
    private PerTool<Boolean> guarded = PerTool.all(true);
    private PerTool<Reconciler> reconcilers = PerTool.all(null);
    private PerTool<Duration> repeatWindows = PerTool.all(null);

    private Builder(EffectStore store) {
      this.store = Objects.requireNonNull(store, "store");
    }

    /**
     * How long a reservation holds. It must be longer than any call takes, retries included: an
     * older one counts as that of a process that was lost.
     *
     * @param time more than zero; {@link #DEFAULT_RESERVATION} unless set
     * @return this builder
     * @throws IllegalArgumentException if the time is zero or negative
     */
    public Builder reservation(Duration time) {
      if (!time.isPositive()) {
        throw new IllegalArgumentException(
            "effect guard reservation must be positive, was " + time);
      }
      this.reservation = time;
      return this;
    }

    /**
     * Guards some tools or leaves them alone.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param on whether they are guarded; true for every tool with effects unless set
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder guard(String toolPattern, boolean on) {
      this.guarded = guarded.with(toolPattern, on);
      return this;
    }

    /**
     * Says how to find out about unknown effects of some tools.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param reconciler finds out
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank
     */
    public Builder reconcile(String toolPattern, Reconciler reconciler) {
      Objects.requireNonNull(reconciler, "reconciler");
      this.reconcilers = reconcilers.with(toolPattern, reconciler);
      return this;
    }

    /**
     * Has somebody asked about calls that do once more what the session did a short while ago: the
     * same tool with the same arguments, in whatever call or run. Refuses them where nobody can be
     * asked, and those that are made side by side. A call the tool said no to does not count. Off
     * unless set.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param window how long ago counts, more than zero
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the time zero or negative
     */
    public Builder askAboutRepeats(String toolPattern, Duration window) {
      if (!window.isPositive()) {
        throw new IllegalArgumentException(
            "effect guard window of repeats for '"
                + toolPattern
                + "' must be positive, was "
                + window);
      }
      this.repeatWindows = repeatWindows.with(toolPattern, window);
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public EffectGuard build() {
      return new EffectGuard(this);
    }
  }
}
