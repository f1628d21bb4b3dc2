package dev.agentruntime.quality;

import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalStore;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.approval.InMemoryApprovalStore;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Somebody who is never wrong: approves every call for the user and rejects every other, told apart
 * by their ids. Decides when somebody begins to wait, on that one's thread, so that nothing depends
 * on time. Safe for use by many threads.
 */
final class Answerer implements ApprovalStore {
  private static final Approver PERSON = Approver.of("person");

  private final InMemoryApprovalStore store = new InMemoryApprovalStore();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  // It decides on the thread of the run, which the standard authorizer takes for the agent itself.
  private final Approvals approvals = Approvals.in(this).authorizedBy((_, _, _) -> true);

  Approvals approvals() {
    return approvals;
  }

  /** The ids of the calls somebody was asked about. */
  Set<String> asked() {
    return Set.copyOf(asked);
  }

  @Override
  public ApprovalCase awaitChange(ApprovalCase seen, Deadline latest, TimeSource time)
      throws InterruptedException {
    ApprovalRequest request = seen.request();
    if (ScriptedCall.isAttackers(request.origin().callId())) {
      approvals.reject(request.id(), request.argumentsDigest(), "not what I wanted", PERSON);
    } else {
      approvals.approve(request.id(), request.argumentsDigest(), PERSON);
    }
    return store.awaitChange(seen, latest, time);
  }

  @Override
  public ApprovalCase insertIfAbsent(ApprovalCase fresh) {
    asked.add(fresh.request().origin().callId());
    return store.insertIfAbsent(fresh);
  }

  @Override
  public Optional<ApprovalCase> find(String id) {
    return store.find(id);
  }

  @Override
  public boolean replace(ApprovalCase expected, ApprovalCase changed) {
    return store.replace(expected, changed);
  }

  @Override
  public List<ApprovalCase> open() {
    return store.open();
  }

  @Override
  public List<ApprovalCase> openOf(String runId) {
    return store.openOf(runId);
  }
}
