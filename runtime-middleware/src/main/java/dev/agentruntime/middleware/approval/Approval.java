package dev.agentruntime.middleware.approval;

import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks people before a tool runs. Belongs at {@link Anchor#APPROVAL}: outside of everything that
 * holds a permit or runs a clock, inside of everything that may refuse the call for free.
 *
 * <p>Somebody is asked about the calls of the tools the host names, by name or trait; about calls
 * for which another layer {@linkplain dev.agentruntime.middleware.demand.Demands demands} it; and
 * about calls whose effect cannot be undone and whose arguments had to be mended. Other calls cost
 * nothing.
 *
 * <p>An approval is bound to a digest of exactly what will execute – call, tool, schema, canonical
 * arguments – is good for one run, and expires. After the wait everything is looked at again:
 * policies, what is taken for granted, the digest, the time. Only an approval that passes all of
 * this lets the call run; a rejection, an expiry, an interrupt, a store that is closed or does not
 * answer do not. What somebody rejected is refused for the rest of the run without asking again.
 *
 * <p>While somebody thinks, the run's clock stands still, and nothing is held but the call's
 * virtual thread – or, with {@link Builder#suspending()}, nothing at all: the run ends as
 * suspended, and {@code Agent.resume} goes on with it.
 *
 * <p>Tells by {@link ToolCall#decided} what was asked and decided and by whom, with codes such as
 * {@code asked}, {@code approved}, {@code rejected}, {@code expired}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Approval implements Layer {
  /** The name of layer and link. */
  public static final String NAME = "approval";

  /** Why somebody is asked whose arguments had to be mended. */
  static final String REPAIRED = "repaired_arguments";

  /** How long a question is open by default: a coffee break, not a night. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(30);

  /**
   * How long an approval may wait to be used by default: long enough to resume a suspended run by
   * hand, too short to be forgotten about.
   */
  public static final Duration DEFAULT_GRANT_LIFETIME = Duration.ofMinutes(10);

  /** Nobody answers a question after that. */
  public static final Duration LONGEST_LIFETIME = Duration.ofDays(30);

  private final Approvals approvals;
  private final AskTerms terms;
  private final PerTool<ApprovalRule> byName;
  private final Map<ToolTrait, ApprovalRule> byTrait;
  private final ApprovalRule rule;

  /** Whether the host said who redacts what people are shown. */
  private final boolean ownRedactor;

  private Approval(Builder from) {
    this.approvals = from.approvals;
    this.ownRedactor = from.redactor != null;
    this.terms =
        new AskTerms(
            from.lifetime,
            from.grantLifetime,
            from.suspending,
            from.atomicBatch,
            from.policyEpoch,
            from.contextRank,
            new DisplayMaker(from.redactor));
    this.byName = from.byName;
    this.byTrait = new EnumMap<>(from.byTrait);
    this.rule = from.rule;
  }

  private Approval(Approval like, Redactor sees) {
    this.approvals = like.approvals;
    this.ownRedactor = true;
    this.terms = like.terms.shownBy(new DisplayMaker(sees));
    this.byName = like.byName;
    this.byTrait = like.byTrait;
    this.rule = like.rule;
  }

  /**
   * This layer with a redactor of what people are shown, for a chain that has one for all.
   *
   * @param sees the redactor
   * @return this layer if it has a redactor of its own, else a copy that asks in the same place
   */
  public Approval redactedBy(Redactor sees) {
    return ownRedactor ? this : new Approval(this, Objects.requireNonNull(sees, "sees"));
  }

  /**
   * Starts with nothing asked but what other layers demand.
   *
   * @param approvals where the host answers
   * @return a new builder
   */
  public static Builder builder(Approvals approvals) {
    return new Builder(approvals);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    if (!binding.tool().known()) {
      return List.of();
    }
    ApprovalRule configured = byName.get(binding.tool().name());
    for (Map.Entry<ToolTrait, ApprovalRule> trait : byTrait.entrySet()) {
      if (configured == null && binding.tool().traits().has(trait.getKey())) {
        configured = trait.getValue();
      }
    }
    AskTerms.OfTool about =
        new AskTerms.OfTool(
            binding.tool(), configured != null, configured == null ? rule : configured);
    AskingLink asking = new AskingLink(terms, about, approvals, binding);
    return List.of(
        Link.of(
                Anchor.APPROVAL,
                NAME,
                asking,
                LinkTrait.WAITS_FOR_HUMAN,
                LinkTrait.REWRITES_ARGUMENTS,
                LinkTrait.ASKS_ABOUT_REPAIRS)
            .previewing(asking));
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return tool.known() ? "" : "the tool is unknown";
  }

  @Override
  public String toString() {
    List<String> asks = new ArrayList<>();
    if (!byName.isEmpty()) {
      asks.add(byName.toString());
    }
    byTrait.forEach((trait, who) -> asks.add(trait + " " + who));
    return "Approval("
        + (asks.isEmpty() ? "on demand" : String.join(", ", asks))
        + ", open "
        + terms.lifetime()
        + ", to be used within "
        + terms.grantLifetime()
        + (terms.suspends() ? ", suspending" : ", waiting")
        + (terms.atomicBatch() ? ", atomic batch" : "")
        + ")";
  }

  /** Collects about what to ask, and how. Confined to one thread. */
  public static final class Builder {
    private final Approvals approvals;
    private PerTool<ApprovalRule> byName = PerTool.all(null);
    private final Map<ToolTrait, ApprovalRule> byTrait = new EnumMap<>(ToolTrait.class);
    private ApprovalRule rule = ApprovalRule.anyone();
    private Duration lifetime = DEFAULT_LIFETIME;
    private Duration grantLifetime = DEFAULT_GRANT_LIFETIME;
    private boolean suspending;
    private boolean atomicBatch;
    private @Nullable Redactor redactor;
    private Supplier<String> policyEpoch = () -> "";
    private ToIntFunction<ToolCall> contextRank = _ -> 0;

    private Builder(Approvals approvals) {
      this.approvals = Objects.requireNonNull(approvals, "approvals");
    }

    /**
     * Asks about every call of some tools.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     */
    public Builder ask(String toolPattern) {
      return ask(toolPattern, ApprovalRule.anyone());
    }

    /**
     * Asks certain people about every call of some tools.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param who who may decide, and how many of them it takes
     * @return this builder
     */
    public Builder ask(String toolPattern, ApprovalRule who) {
      byName = byName.with(toolPattern, Objects.requireNonNull(who, "who"));
      return this;
    }

    /**
     * Asks about every call of the tools that declare a trait, unless their name says otherwise.
     *
     * @param trait the trait
     * @param who who may decide, and how many of them it takes
     * @return this builder
     */
    public Builder ask(ToolTrait trait, ApprovalRule who) {
      byTrait.put(Objects.requireNonNull(trait, "trait"), Objects.requireNonNull(who, "who"));
      return this;
    }

    /**
     * Who is asked when another layer demands it.
     *
     * @param who who may decide; {@link ApprovalRule#anyone()} unless set
     * @return this builder
     */
    public Builder onDemand(ApprovalRule who) {
      this.rule = Objects.requireNonNull(who, "who");
      return this;
    }

    /**
     * How long a question is open.
     *
     * @param time more than zero, at most {@link #LONGEST_LIFETIME}; {@link #DEFAULT_LIFETIME}
     *     unless set
     * @return this builder
     */
    public Builder lifetime(Duration time) {
      this.lifetime = checked("lifetime", time);
      return this;
    }

    /**
     * How long an approval may wait to be used.
     *
     * @param time more than zero, at most {@link #LONGEST_LIFETIME}; {@link
     *     #DEFAULT_GRANT_LIFETIME} unless set
     * @return this builder
     */
    public Builder grantLifetime(Duration time) {
      this.grantLifetime = checked("grantLifetime", time);
      return this;
    }

    private static Duration checked(String key, Duration time) {
      if (time.isNegative() || time.isZero() || time.compareTo(LONGEST_LIFETIME) > 0) {
        throw new IllegalArgumentException(
            key + " must be more than zero and at most " + LONGEST_LIFETIME + ", was " + time);
      }
      return time;
    }

    /**
     * Ends a run as suspended while somebody is asked, instead of parking the thread of the call.
     * Calls of the same turn that need nobody run at once, and are not repeated. A run inside a
     * tool of another run waits all the same, since the other one could not go on with it.
     *
     * @return this builder
     */
    public Builder suspending() {
      this.suspending = true;
      return this;
    }

    /**
     * Runs no approved call of a turn before all of that turn are decided; for calls that make
     * sense only together. Needs {@link #suspending()}.
     *
     * @return this builder
     */
    public Builder atomicBatch() {
      this.atomicBatch = true;
      return this;
    }

    /**
     * Redacts what people are shown of arguments.
     *
     * @param sees the redactor
     * @return this builder
     */
    public Builder redactor(Redactor sees) {
      this.redactor = Objects.requireNonNull(sees, "sees");
      return this;
    }

    /**
     * Names the policy that holds, for the record of each request.
     *
     * @param epoch gives a name that changes with the policy; called once per request
     * @return this builder
     */
    public Builder policyEpoch(Supplier<String> epoch) {
      this.policyEpoch = Objects.requireNonNull(epoch, "epoch");
      return this;
    }

    /**
     * How little what the agent has read is to be trusted: an approval counts only while that stays
     * as it was.
     *
     * @param rank gives 0 for entirely, more for less; must be quick
     * @return this builder
     */
    public Builder contextRank(ToIntFunction<ToolCall> rank) {
      this.contextRank = Objects.requireNonNull(rank, "rank");
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     * @throws IllegalStateException if a batch is to be atomic without suspending
     */
    public Approval build() {
      if (atomicBatch && !suspending) {
        throw new IllegalStateException("atomicBatch needs suspending(), was given without it");
      }
      return new Approval(this);
    }
  }
}
