package dev.agentruntime.chain;

import static dev.agentruntime.chain.Chains.chain;
import static dev.agentruntime.chain.Chains.link;
import static dev.agentruntime.chain.Chains.pass;
import static dev.agentruntime.chain.Chains.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A forked call goes on elsewhere, and neither side disturbs the other. */
class ForkTest {
  private final LayerBinding binding =
      new LayerBinding(Chains.tool("echo"), "layer", new FakeServices().get());
  private final Slot<List<String>> notes =
      binding.perTool(StateScope.CALL, "notes", ArrayList::new);

  @Test
  void aForkedCallMayProceedOnAnotherThread() throws InterruptedException {
    ToolChain chain =
        chain(
            call -> ToolOutcome.success(Thread.currentThread().getName()),
            forking("fork"),
            pass(Anchor.TOOL, "inner"));

    assertEquals(ToolOutcome.success("elsewhere"), run(chain));
  }

  @Test
  void aForkedCallBelongsToTheFirstThreadThatProceedsWithIt() throws InterruptedException {
    Kept<Throwable> fault = new Kept<>();
    ToolMiddleware sharing =
        (call, next) -> {
          ToolCall fork = call.fork();
          ToolOutcome outcome = elsewhere(() -> next.handle(fork));
          fault.set(assertThrows(MiddlewareContractException.class, () -> next.handle(fork)));
          return outcome;
        };

    run(chain(link(Anchor.ATTEMPT_TIMEOUT, "sharing", sharing)));

    assertEquals(
        "link 'sharing' proceeded on another thread without ToolCall.fork()",
        fault.get().getMessage());
  }

  @Test
  void forkingIsNoWayAroundProceedingOnce() {
    ToolMiddleware greedy =
        (call, next) -> {
          ToolCall fork = call.fork();
          elsewhere(() -> next.handle(fork));
          call.absorb(fork);
          return next.handle(call);
        };

    MiddlewareContractException fault =
        assertThrows(
            MiddlewareContractException.class,
            () -> run(chain(link(Anchor.ATTEMPT_TIMEOUT, "greedy", greedy))));

    assertEquals(
        "link 'greedy' proceeded more than once without declaring PROCEEDS_AGAIN",
        fault.getMessage());
  }

  @Test
  void eachAttemptMayForkAgain() throws InterruptedException {
    ToolMiddleware twice =
        (call, next) -> {
          next.handle(call);
          return next.handle(call.nextAttempt());
        };
    ToolChain chain =
        chain(
            call -> ToolOutcome.success("attempt " + call.attempt()),
            link(Anchor.RETRY, "retry", twice, LinkTrait.PROCEEDS_AGAIN),
            forking("fork"),
            pass(Anchor.TOOL, "inner"));

    assertEquals(ToolOutcome.success("attempt 2"), run(chain));
  }

  @Test
  void absorbingTakesOverWhatTheForkKept() throws InterruptedException {
    Kept<List<String>> seen = new Kept<>();
    ToolMiddleware reading =
        (call, next) -> {
          ToolOutcome outcome = next.handle(call);
          seen.set(notes.get(call));
          return outcome;
        };
    ToolMiddleware writing =
        (call, next) -> {
          notes.get(call).add("inside");
          return next.handle(call);
        };

    run(
        chain(
            link(Anchor.OBSERVE, "reading", reading),
            forking("fork"),
            link(Anchor.TOOL, "writing", writing)));

    assertEquals(List.of("inside"), seen.get());
  }

  @Test
  void whatAnAbandonedForkMakesLaterStaysItsOwn() throws InterruptedException {
    Kept<List<String>> seen = new Kept<>();
    Kept<ToolCall> abandoned = new Kept<>();
    ToolMiddleware abandoning =
        (call, next) -> {
          ToolCall fork = call.fork();
          elsewhere(() -> next.handle(fork));
          abandoned.set(fork);
          return ToolOutcome.success("gone on without it");
        };
    ToolMiddleware reading =
        (call, next) -> {
          ToolOutcome outcome = next.handle(call);
          notes.get(abandoned.get()).add("late");
          seen.set(notes.get(call));
          return outcome;
        };

    run(
        chain(
            link(Anchor.OBSERVE, "reading", reading),
            link(Anchor.ATTEMPT_TIMEOUT, "abandoning", abandoning)));

    assertEquals(List.of(), seen.get());
  }

  @Test
  void absorbingAForkOfAnotherCallIsRefused() throws InterruptedException {
    List<ToolCall> calls = new ArrayList<>();
    ToolMiddleware keeping =
        (call, next) -> {
          calls.add(call);
          return next.handle(call);
        };
    ToolChain chain = chain(link(Anchor.POLICY, "keeping", keeping));
    run(chain);
    chain.run(new FakeRun(), Chains.identity("c2"), ToolArguments.empty());

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> calls.get(0).absorb(calls.get(1).fork()));
    assertEquals("call c1 cannot absorb a fork of call c2", refused.getMessage());
  }

  private static Link forking(String name) {
    ToolMiddleware forking =
        (call, next) -> {
          ToolCall fork = call.fork();
          ToolOutcome outcome = elsewhere(() -> next.handle(fork));
          call.absorb(fork);
          return outcome;
        };
    return link(Anchor.ATTEMPT_TIMEOUT, name, forking);
  }

  private interface Work {
    ToolOutcome run() throws InterruptedException;
  }

  private static ToolOutcome elsewhere(Work work) throws InterruptedException {
    Kept<ToolOutcome> outcome = new Kept<>();
    Thread thread =
        TimeSource.system()
            .start(
                "elsewhere",
                () -> {
                  try {
                    outcome.set(work.run());
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
    thread.join();
    return outcome.get();
  }
}
