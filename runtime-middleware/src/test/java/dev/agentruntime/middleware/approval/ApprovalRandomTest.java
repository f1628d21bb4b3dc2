package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.agentruntime.Agent;
import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalState;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever people do and whenever: a call runs once if an approval was used, and else never. */
class ApprovalRandomTest {
  private static final int ROUNDS = 150;
  private static final int CALLS = 3;

  private final List<ApprovalRequest> asked = new ArrayList<>();

  private static Turn calls() {
    Turn turn = Turn.call("tool", "{\"n\":0}");
    for (int i = 1; i < CALLS; i++) {
      turn = turn.andCall("tool", "{\"n\":" + i + "}");
    }
    return turn;
  }

  /** Somebody does something, or nothing, to something that waits. */
  private void act(Desk desk, Random random) throws InterruptedException {
    desk.time.sleep(Duration.ofSeconds(random.nextInt(400)));
    List<ApprovalCase> open = desk.approvals.open();
    for (ApprovalCase waiting : open) {
      if (asked.stream().noneMatch(known -> known.id().equals(waiting.id()))) {
        asked.add(waiting.request());
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    ApprovalRequest request = asked.get(random.nextInt(asked.size()));
    String id = request.id();
    String digest = request.argumentsDigest();
    switch (random.nextInt(6)) {
      case 0, 1 -> desk.approvals.approve(id, digest, Desk.ADA);
      case 2 -> desk.approvals.reject(id, digest, "no", Desk.BOB);
      case 3 -> desk.approvals.respond(id, digest, "instead", Desk.ADA);
      case 4 ->
          desk.approvals.approveWithEdits(
              id, digest, JsonNodeFactory.instance.objectNode().put("n", 99), Desk.ADA);
      default -> desk.approvals.revoke(id, digest, "sorry", Desk.ADA);
    }
  }

  private void play(Desk desk, FakeTool tool, boolean suspending, Random random)
      throws InterruptedException {
    Approval.Builder builder = desk.asking("tool");
    Approval layer = suspending ? builder.suspending().build() : builder.build();
    Agent agent = desk.agent(layer, tool, calls(), Turn.answer("done"));
    if (suspending) {
      RunResult result = agent.run("go");
      while (result instanceof RunResult.Suspended suspended) {
        act(desk, random);
        result = agent.resume(suspended);
      }
      assertEquals("done", result.orThrow());
      return;
    }
    AgentRun run = agent.start("go");
    boolean cancels = random.nextInt(5) == 0;
    for (int i = 0; i < 6; i++) {
      act(desk, random);
    }
    if (cancels) {
      run.cancel("enough");
    }
    run.result();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallRunsOnceIfAnApprovalWasUsedAndElseNever(boolean suspending)
      throws InterruptedException {
    for (int seed = 0; seed < ROUNDS; seed++) {
      asked.clear();
      FakeTool tool = FakeTool.named("tool").build();
      try (Desk desk = new Desk()) {
        play(desk, tool, suspending, new Random(seed));
        long used =
            asked.stream()
                .filter(request -> desk.known(request).state() == ApprovalState.CONSUMED)
                .count();
        String what = "seed " + seed + ", " + desk.decided() + ", " + desk.outcomes();
        assertEquals(used, tool.invocations().size(), what);
        assertTrue(asked.stream().allMatch(request -> desk.known(request).state().isFinal()), what);
        assertEquals(
            CALLS,
            desk.outcomes().stream()
                .filter(outcome -> !(outcome instanceof ToolOutcome.Suspended))
                .count(),
            what);
      }
    }
  }
}
