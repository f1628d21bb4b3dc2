package dev.agentruntime.middleware.order;

import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody who is asked about every call, and thinks for ten minutes each time. */
final class Human {
  static final Duration THINKS = Duration.ofMinutes(10);

  private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);
  private static final Approver ADA = Approver.of("ada");

  final List<String> asked = new CopyOnWriteArrayList<>();
  volatile boolean approves = true;
  volatile Observation whileThinking = () -> {};
  private final VirtualTime time;
  private final Approvals approvals;
  private final Thread thread;

  /** What somebody else sees meanwhile. */
  @FunctionalInterface
  interface Observation {
    void look() throws InterruptedException;
  }

  Human(VirtualTime time) {
    this.time = time;
    this.approvals = Approvals.inMemory().on(time);
    this.thread = time.start("human", this::decide);
  }

  Layer layer() {
    return Approval.builder(approvals).ask("*").lifetime(Duration.ofHours(1)).build();
  }

  private void decide() {
    try {
      while (true) {
        for (ApprovalCase open : approvals.open()) {
          decide(open.request());
        }
        time.sleep(LOOKS_EVERY);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the scene is over
    }
  }

  private void decide(ApprovalRequest request) throws InterruptedException {
    asked.add(request.arguments());
    time.sleep(THINKS);
    whileThinking.look();
    if (approves) {
      approvals.approve(request.id(), request.argumentsDigest(), ADA);
    } else {
      approvals.reject(request.id(), request.argumentsDigest(), "no", ADA);
    }
  }

  void leave() throws InterruptedException {
    time.interrupt(thread);
    time.join(thread);
  }
}
