package dev.agentruntime.middleware.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.approval.ApprovalReason;
import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.ApprovalStoreException;
import dev.agentruntime.approval.CallOrigin;
import dev.agentruntime.approval.ToolIdentity;
import dev.agentruntime.chain.Forecast;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Preview;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.json.schema.JsonSchema;
import dev.agentruntime.middleware.demand.Demand;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.tool.ArgumentChange;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The layer's link around one tool. Made once per tool; safe for use by many threads. */
final class AskingLink implements ToolMiddleware, Preview {
  static final String REMEMBERED = "remembered";

  /** More changes are counted, not told. */
  private static final int MAX_TOLD = 5;

  private static final ApprovalReason CONFIGURED =
      new ApprovalReason(
          Approval.NAME, "configured", "Every call of this tool has to be approved by a person");

  private final AskTerms terms;
  private final ToolIdentity tool;
  private final ApprovalRule rule;
  private final boolean always;
  private final boolean asksAboutRepairs;
  private final CaseFile file;
  private final @Nullable RememberedGrants remembered;
  private final Slot<Demands> demands;
  private final Slot<Rejections> rejections;
  private final @Nullable JsonObjectSchema parameters;

  /** Compiled when somebody edits arguments: for most tools nobody ever does. */
  private volatile @Nullable JsonSchema schema;

  AskingLink(AskTerms terms, AskTerms.OfTool about, Approvals approvals, LayerBinding binding) {
    this.terms = terms;
    this.tool = ToolIdentity.of(about.tool());
    this.rule = about.rule();
    this.always = about.always();
    this.asksAboutRepairs = about.tool().traits().has(ToolTrait.DESTRUCTIVE);
    this.file = new CaseFile(approvals.store(), binding.time());
    this.remembered = approvals.remembered();
    this.demands = Demands.slot(binding);
    this.rejections = binding.shared(StateScope.RUN, "rejections", Rejections::new);
    this.parameters = about.tool().specification().parameters();
  }

  AskTerms terms() {
    return terms;
  }

  ApprovalRule rule() {
    return rule;
  }

  @Nullable RememberedGrants remembered() {
    return remembered;
  }

  CaseFile file() {
    return file;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    if (!hasToAsk(call)) {
      return next.handle(call);
    }
    return switch (ask(call)) {
      case Passage.Closed(ToolOutcome outcome) -> outcome;
      case Passage.Open(ToolCall approved, List<String> edited) -> {
        answered(call);
        ToolOutcome outcome = next.handle(approved);
        yield edited.isEmpty() ? outcome : Edits.noted(outcome, edited);
      }
    };
  }

  private boolean hasToAsk(ToolCall call) {
    Demands demanded = demands.getOrNull(call);
    return always
        || (demanded != null && demanded.open())
        || (asksAboutRepairs && call.arguments().repaired());
  }

  private void answered(ToolCall call) {
    Demands demanded = demands.getOrNull(call);
    if (demanded != null) {
      demanded.answered();
    }
  }

  /** What people would be asked, if neither they nor what is remembered of them has said it yet. */
  @Override
  public Forecast of(ToolCall call) {
    if (!hasToAsk(call)) {
      return new Forecast.Passes();
    }
    ToolOutcome.Rejected before = rejectedBefore(call);
    if (before != null) {
      return new Forecast.Refuses(before);
    }
    Question question = question(call, CallOrigin.of(call));
    answered(call); // so that the links further in say what comes of a yes
    Instant now = file.time().instant();
    RememberedGrant grant =
        remembered == null
            ? null
            : remembered.find(question.request(terms, rule, now), call.arguments().object(), now);
    if (grant != null) {
      call.decided(Approval.NAME, REMEMBERED, grant.id() + " by " + grant.by().principal());
      return new Forecast.Passes();
    }
    return new Forecast.Asks(
        whom(), question.reasons().stream().map(ApprovalReason::text).toList());
  }

  private String whom() {
    String people =
        rule.among().isEmpty() ? "anyone" : String.join(" or ", new TreeSet<>(rule.among()));
    String who = rule.notRequester() ? people + " but the requester" : people;
    return rule.needed() == 1 ? who : rule.needed() + " of " + who;
  }

  private ToolOutcome.@Nullable Rejected rejectedBefore(ToolCall call) {
    return rejections
        .get(call.run().outermost())
        .find(Rejections.fingerprint(tool, call.arguments().object()));
  }

  private Passage ask(ToolCall call) throws InterruptedException {
    try {
      ToolOutcome.Rejected before = rejectedBefore(call);
      if (before != null) {
        call.decided(Approval.NAME, "rejected_again", "by " + before.by());
        return Passage.closed(before);
      }
      return new Asking(this, call).passage();
    } catch (MalformedArgumentsException e) {
      return Passage.closed(new ToolOutcome.InvalidArguments(String.valueOf(e.getMessage())));
    } catch (ApprovalStoreException e) {
      call.decided(Approval.NAME, "unavailable", e.getClass().getName()); // its words are a store's
      return Passage.closed(Refusals.unavailable());
    }
  }

  void remember(ToolCall call, ToolOutcome.Rejected rejected) {
    rejections
        .get(call.run().outermost())
        .add(Rejections.fingerprint(tool, call.arguments().object()), rejected);
  }

  /** What is to be asked about a call now. */
  Question question(ToolCall call, CallOrigin origin) {
    List<ApprovalReason> reasons = new ArrayList<>();
    if (always) {
      reasons.add(CONFIGURED);
    }
    if (asksAboutRepairs && call.arguments().repaired()) {
      reasons.add(Asking.repaired(ArgumentChange.list(call.arguments().changes(), MAX_TOLD)));
    }
    Demands demanded = demands.getOrNull(call);
    if (demanded != null) {
      for (Demand demand : demanded.all()) {
        reasons.add(new ApprovalReason(demand.layer(), demand.code(), demand.reason()));
      }
    }
    int rank = terms.contextRank().applyAsInt(call);
    return new Question(call, origin, tool, List.copyOf(reasons), rank);
  }

  /** Whether the tool takes these arguments. */
  boolean accepts(ObjectNode arguments) {
    JsonSchema known = schema;
    if (known == null) {
      known = JsonSchema.of(parameters == null ? JsonObjectSchema.builder().build() : parameters);
      schema = known;
    }
    return known.accepts(arguments);
  }
}
