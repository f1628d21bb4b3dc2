package dev.agentruntime.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request and what has become of it: the state machine of approvals, as a value. Each method says
 * what the case becomes at a moment; nothing here reads a clock or keeps anything. A store replaces
 * the case only if nobody else has meanwhile.
 *
 * @param request what is asked
 * @param state how far it has come
 * @param version counts changes, from 1
 * @param decisions what people said, in order
 * @param grant the approval; null if there never was one
 * @param detail why it ended, if that was not by a decision; for people, may be empty
 */
public record ApprovalCase(
    ApprovalRequest request,
    ApprovalState state,
    long version,
    List<ApprovalDecision> decisions,
    @Nullable ApprovalGrant grant,
    String detail) {
  /** Checks and copies the components. */
  public ApprovalCase {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(state, "state");
    decisions = List.copyOf(decisions);
    Objects.requireNonNull(detail, "detail");
  }

  /**
   * A request nobody has decided on.
   *
   * @param request the request
   * @return a pending case of version 1
   */
  public static ApprovalCase open(ApprovalRequest request) {
    return new ApprovalCase(request, ApprovalState.PENDING, 1, List.of(), null, "");
  }

  /**
   * The request's id.
   *
   * @return the id
   */
  public String id() {
    return request.id();
  }

  /**
   * The case as it stands at a moment: a time that has passed counts, whether or not anybody has
   * noticed.
   *
   * @param now the moment
   * @return this case, or the same one expired
   */
  public ApprovalCase asOf(Instant now) {
    boolean late =
        switch (state) {
          case PENDING -> !now.isBefore(request.terms().expiresAt());
          case APPROVED -> grant == null || !now.isBefore(grant.notAfter());
          case REJECTED, RESPONDED, EXPIRED, CANCELLED, SUPERSEDED, CONSUMED, REVOKED -> false;
        };
    String what = state == ApprovalState.PENDING ? "nobody decided" : "the approval was not used";
    return late ? changed(ApprovalState.EXPIRED, grant, what + " in time") : this;
  }

  /**
   * Somebody decides.
   *
   * @param decision what was said
   * @param now the moment
   * @return what becomes of the case
   */
  public Transition decide(ApprovalDecision decision, Instant now) {
    if (decisions.stream().anyMatch(decision::repeats)) {
      return new Transition.Repeated(this);
    }
    ApprovalCase current = asOf(now);
    ApprovalState needed =
        decision.verdict() instanceof Verdict.Revoke
            ? ApprovalState.APPROVED
            : ApprovalState.PENDING;
    if (current.state != needed) {
      return new Transition.Conflict(
          current, "the request is " + current.state + " and not " + needed);
    }
    if (!decision.requestId().equals(request.id())) {
      return new Transition.Conflict(current, "the decision names another request");
    }
    if (!isShown(decision.seenDigest())) {
      return new Transition.Conflict(
          current, "the decision names another digest than that of what was asked");
    }
    return mayNotBeRemembered(decision)
        ? new Transition.Conflict(
            current, "only what one person may approve as it was asked can be remembered")
        : current.decided(decision, now);
  }

  private boolean mayNotBeRemembered(ApprovalDecision decision) {
    return decision.verdict() instanceof Verdict.ApproveAndRemember(Remember terms)
        && (request.rule().needed() > 1
            || !decision.seenDigest().equals(request.argumentsDigest())
            || !terms.scope().isKnownFor(request.origin()));
  }

  private Transition decided(ApprovalDecision decision, Instant now) {
    ApprovalCase heard = new ApprovalCase(request, state, version, with(decision), grant, detail);
    return new Transition.Changed(
        switch (decision.verdict()) {
          case Verdict.Approve _, Verdict.ApproveWithEdits _, Verdict.ApproveAndRemember _ ->
              heard.counted(now);
          case Verdict.Reject _ -> heard.changed(ApprovalState.REJECTED, null, "");
          case Verdict.Respond _ -> heard.changed(ApprovalState.RESPONDED, null, "");
          case Verdict.Escalate _ -> heard.changed(ApprovalState.PENDING, null, "");
          case Verdict.Revoke _ -> heard.changed(ApprovalState.REVOKED, grant, "");
        });
  }

  private List<ApprovalDecision> with(ApprovalDecision decision) {
    List<ApprovalDecision> all = new ArrayList<>(decisions);
    all.add(decision);
    return all;
  }

  /** Approved, if enough different people have approved the same arguments. */
  private ApprovalCase counted(Instant now) {
    Map<String, String> votes = new LinkedHashMap<>(); // the last word of each
    for (ApprovalDecision decision : decisions) {
      String approved = approvedDigest(decision);
      if (approved != null) {
        votes.put(decision.approver().principal(), approved);
      }
    }
    String digest = Objects.requireNonNull(approvedDigest(decisions.getLast()));
    List<String> people =
        votes.entrySet().stream()
            .filter(vote -> vote.getValue().equals(digest))
            .map(Map.Entry::getKey)
            .toList();
    if (people.size() < request.rule().needed()) {
      return changed(ApprovalState.PENDING, null, "");
    }
    ApprovalGrant granted =
        new ApprovalGrant(
            digest,
            argumentsOf(digest),
            !digest.equals(request.argumentsDigest()),
            now.plus(request.terms().grantLifetime()),
            people);
    return changed(ApprovalState.APPROVED, granted, "");
  }

  /** The digest of what a decision approves, or null if it approves nothing. */
  private @Nullable String approvedDigest(ApprovalDecision decision) {
    return switch (decision.verdict()) {
      case Verdict.Approve _, Verdict.ApproveAndRemember _ -> decision.seenDigest();
      case Verdict.ApproveWithEdits(String arguments) -> editedDigest(arguments);
      case Verdict.Reject _, Verdict.Respond _, Verdict.Escalate _, Verdict.Revoke _ -> null;
    };
  }

  private String editedDigest(String arguments) {
    return ApprovalRequest.digestOf(
        request.origin(), request.tool(), arguments, request.terms().contextRank());
  }

  /** Whether a digest is that of what was asked, or of what somebody has proposed instead. */
  private boolean isShown(String digest) {
    return digest.equals(request.argumentsDigest()) || edits().containsKey(digest);
  }

  private String argumentsOf(String digest) {
    return digest.equals(request.argumentsDigest())
        ? request.arguments()
        : Objects.requireNonNull(edits().get(digest));
  }

  /**
   * The arguments people have proposed instead of those asked about, by digest. With a rule that
   * needs several people the others can approve them by naming that digest.
   *
   * @return canonical JSON texts
   */
  public Map<String, String> edits() {
    Map<String, String> edits = new LinkedHashMap<>();
    for (ApprovalDecision decision : decisions) {
      if (decision.verdict() instanceof Verdict.ApproveWithEdits(String arguments)) {
        edits.put(editedDigest(arguments), arguments);
      }
    }
    return edits;
  }

  /**
   * The approval is used.
   *
   * @param digest the digest of what is about to execute
   * @param now the moment
   * @return what becomes of the case
   */
  public Transition consume(String digest, Instant now) {
    ApprovalCase current = asOf(now);
    if (current.state != ApprovalState.APPROVED || current.grant == null) {
      return new Transition.Conflict(current, "the request is " + current.state);
    }
    if (!current.grant.digest().equals(digest)) {
      return new Transition.Conflict(current, "the approval is for other arguments");
    }
    return new Transition.Changed(current.changed(ApprovalState.CONSUMED, current.grant, ""));
  }

  /**
   * The call does not wait any more.
   *
   * @param why for people
   * @return what becomes of the case
   */
  public Transition cancel(String why) {
    return withdraw(ApprovalState.CANCELLED, why);
  }

  /**
   * Another question takes the place of this one.
   *
   * @param why for people
   * @return what becomes of the case
   */
  public Transition supersede(String why) {
    return withdraw(ApprovalState.SUPERSEDED, why);
  }

  private Transition withdraw(ApprovalState ifPending, String why) {
    return switch (state) {
      case PENDING -> new Transition.Changed(changed(ifPending, null, why));
      case APPROVED -> new Transition.Changed(changed(ApprovalState.REVOKED, grant, why));
      case REJECTED, RESPONDED, EXPIRED, CANCELLED, SUPERSEDED, CONSUMED, REVOKED ->
          new Transition.Conflict(this, "the request is " + state);
    };
  }

  private ApprovalCase changed(ApprovalState next, @Nullable ApprovalGrant granted, String why) {
    return new ApprovalCase(request, next, version + 1, decisions, granted, why);
  }

  /**
   * The decision that ended or granted it.
   *
   * @return the last decision; empty if nobody has decided
   */
  public Optional<ApprovalDecision> lastDecision() {
    return decisions.isEmpty() ? Optional.empty() : Optional.of(decisions.getLast());
  }

  /**
   * Who may decide now.
   *
   * @return the request's rule, among those it was escalated to if it was
   */
  public ApprovalRule rule() {
    for (ApprovalDecision decision : decisions.reversed()) {
      if (decision.verdict() instanceof Verdict.Escalate(var to)) {
        return new ApprovalRule(request.rule().needed(), to, request.rule().notRequester());
      }
    }
    return request.rule();
  }

  /** Names and numbers only. */
  @Override
  public String toString() {
    return "ApprovalCase(" + request.id() + ", " + request.tool().name() + ", " + state + ")";
  }
}
