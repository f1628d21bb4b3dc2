package dev.agentruntime.testkit.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whether the harness bites: for every place there is a runtime that leaks there. */
class LeakTestTest {
  private final Canaries canaries = Canaries.random().only("EMAIL", "CARD");

  private Set<String> leaking(Function<? super LeakStage, AgentRuntime> host) {
    return LeakTest.of(canaries, host).leaks().stream()
        .map(Leak::sink)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void aRuntimeWithoutRedactionLeaksEverywhere() {
    assertEquals(
        Set.of("model request", "event", "stream", "session", "result", "failure", "exception"),
        leaking(stage -> stage.builder().build()));
  }

  @Test
  void aSuspendedRunsCheckpointIsSearchedAndTheRunGoesOn() {
    List<String> decided = new ArrayList<>();
    Set<String> sinks =
        leaking(
            stage ->
                stage
                    .whenSuspended(waits -> decided.add(waits.summary().runId()))
                    .builder()
                    .middleware(
                        Anchor.APPROVAL,
                        "asks-once",
                        (call, next) ->
                            decided.isEmpty()
                                ? new ToolOutcome.Suspended("r", "somebody must look")
                                : next.handle(call))
                    .build());
    assertTrue(sinks.contains("checkpoint"), sinks.toString());
    assertEquals(1, Set.copyOf(decided).size());
  }

  @Test
  void namesOfThreadsAreSearched() {
    Set<String> sinks =
        leaking(
            stage ->
                stage
                    .builder()
                    .middleware(
                        Anchor.REVEAL,
                        "renames",
                        (call, next) -> {
                          String name = Thread.currentThread().getName();
                          Thread.currentThread().setName("tool " + call.arguments().text());
                          try {
                            return next.handle(call);
                          } finally {
                            Thread.currentThread().setName(name);
                          }
                        })
                    .build());
    assertTrue(sinks.contains("thread name"), sinks.toString());
  }

  @Test
  void aHostsOwnPlacesAreSearchedAndItsToolsCalled() {
    FakeTool own = FakeTool.answering("own", "done");
    CapturedLog log = new CapturedLog();
    LeakTest test =
        LeakTest.of(
                canaries,
                stage ->
                    stage
                        .sink(log.sink())
                        .builder()
                        .tools(own)
                        .middleware(
                            Anchor.OBSERVE,
                            "logs",
                            (call, next) -> {
                              if (call.toolName().equals("own")) {
                                log.info("called with {}", call.arguments().text());
                              }
                              return next.handle(call);
                            })
                        .build())
            .calling("own", "{\"q\":\"{canaries}\"}");
    assertTrue(test.leaks().stream().anyMatch(leak -> leak.sink().equals("log")));
    assertTrue(own.invocations().getFirst().arguments().contains(canaries.all().get(1).value()));
    assertThrows(AssertionError.class, test::assertNoLeak);
  }

  @Test
  void aRunThatNeverMeetsAValueHasNone() {
    Canary never = new Canary("ORDER", "order-4711-0815", "order-4711-0815");
    Leaks.of(canaries.with(never))
        .allow("all", "EMAIL", "CARD")
        .in("all", List.of(canaries.text()))
        .assertNone();
  }

  @Test
  void aTestInWhichNothingWasPlayedFails() {
    LeakTest refused =
        LeakTest.of(
            canaries,
            stage ->
                stage
                    .builder()
                    .modelMiddleware(
                        (call, next) -> {
                          throw new IllegalStateException("not configured");
                        })
                    .build());
    assertEquals(
        "nothing was played: no tool of the harness ran, no run completed",
        assertThrows(AssertionError.class, refused::assertNoLeak).getMessage());
  }
}
