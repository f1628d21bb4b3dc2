package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.ApprovalRule;
import dev.agentruntime.approval.ApprovalState;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the layer declares, refuses to be told, and does with each kind of outcome. */
class ApprovalTest {
  private static final ToolDescriptor TOOL = ToolDescriptor.of(FakeTool.named("tool").build());

  static Stream<ToolOutcome> outcomes() {
    return Stream.of(
        ToolOutcome.success("yes"),
        ToolOutcome.toolError("no"),
        new ToolOutcome.InfrastructureError("i-1", true, null),
        new ToolOutcome.TimedOut(Duration.ofSeconds(1), true, false),
        new ToolOutcome.InvalidArguments("wrong"),
        new ToolOutcome.UnknownTool("tol", List.of()),
        new ToolOutcome.Rejected("rule", "no"),
        new ToolOutcome.ApprovalExpired("other", Duration.ofSeconds(1)),
        new ToolOutcome.Blocked("breaker", "open", "later", null),
        new ToolOutcome.Cancelled(Cancellation.of(Cancellation.Kind.HOST, "stop")),
        new ToolOutcome.Suspended("other", "waits"),
        new ToolOutcome.Internal("i-2", "layer", null));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void whateverComesOfAnApprovedCallIsPassedOnAndTheApprovalIsUsedUp(ToolOutcome outcome)
      throws InterruptedException {
    try (Desk desk = new Desk();
        ChainHarness chain =
            ChainHarness.around(TOOL, call -> outcome)
                .layer(desk.asking("tool").build())
                .time(desk.time)
                .build()) {
      AtomicReference<ToolOutcome> ended = new AtomicReference<>();
      Thread call =
          desk.time.start(
              "call",
              () -> {
                try {
                  ended.set(chain.call("{}"));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      ApprovalRequest request = desk.asked();
      desk.approve(request);
      desk.time.join(call);

      assertSame(outcome, ended.get());
      assertEquals(ApprovalState.CONSUMED, desk.known(request).state());
    }
  }

  @Test
  void aCallNobodyHasToBeAskedAboutGoesStraightOn() throws InterruptedException {
    try (ChainHarness chain =
        ChainHarness.around(FakeTool.answering("free", "yes"))
            .layer(Approval.builder(Approvals.inMemory()).ask("pay_*").build())
            .build()) {
      assertEquals(ToolOutcome.success("yes"), chain.call("{}"));
      assertEquals("approval(free)", chain.toString());
    }
  }

  @Test
  void nothingOutsideOfItMayHoldAPermitRunAClockOrProceedAgain() {
    for (LinkTrait trait :
        List.of(
            LinkTrait.HOLDS_RESOURCE,
            LinkTrait.RUNS_CLOCK,
            LinkTrait.PROCEEDS_AGAIN,
            LinkTrait.ANSWERS_FROM_MEMORY)) {
      ChainHarness.Builder chain =
          ChainHarness.around(FakeTool.named("tool").build())
              .layer(Approval.builder(Approvals.inMemory()).build())
              .link(Anchor.LIMITS, "outer", (call, next) -> next.handle(call), trait);
      String refused =
          String.valueOf(assertThrows(ChainOrderException.class, chain::build).getMessage());
      assertTrue(refused.contains("'outer'") && refused.contains("'approval'"), refused);
    }
  }

  @Test
  void aTraitIsAskedAboutUnlessTheNameSaysOtherwise() {
    String text =
        Approval.builder(Approvals.inMemory())
            .ask(ToolTrait.DESTRUCTIVE, ApprovalRule.peer())
            .ask("wipe", ApprovalRule.anyone().needing(2))
            .suspending()
            .build()
            .toString();

    assertTrue(text.contains("DESTRUCTIVE") && text.contains("wipe"), text);
    assertTrue(text.contains("PT30M") && text.contains("suspending"), text);
  }

  @Test
  void senselessSettingsAreRefusedByName() {
    Approval.Builder builder = Approval.builder(Approvals.inMemory());

    assertRefused("lifetime", () -> builder.lifetime(Duration.ZERO));
    assertRefused("lifetime", () -> builder.lifetime(Duration.ofDays(31)));
    assertRefused("grantLifetime", () -> builder.grantLifetime(Duration.ofSeconds(-1)));
    assertRefused("needed", () -> ApprovalRule.anyone().needing(0));
    assertRefused("pattern", () -> builder.ask(" "));
    assertTrue(
        String.valueOf(
                assertThrows(IllegalStateException.class, () -> builder.atomicBatch().build())
                    .getMessage())
            .contains("suspending"));
  }

  private static void assertRefused(String key, Runnable setting) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, setting::run).getMessage());
    assertTrue(message.contains(key), message);
  }
}
