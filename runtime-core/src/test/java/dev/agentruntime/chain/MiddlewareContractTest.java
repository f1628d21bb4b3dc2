package dev.agentruntime.chain;

import static dev.agentruntime.chain.Chains.chain;
import static dev.agentruntime.chain.Chains.identity;
import static dev.agentruntime.chain.Chains.link;
import static dev.agentruntime.chain.Chains.pass;
import static dev.agentruntime.chain.Chains.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each way a link can break its contract ends in an exception that names the link. */
class MiddlewareContractTest {

  @Test
  void proceedingTwiceNamesTheLink() {
    AtomicInteger runs = new AtomicInteger();
    ToolChain chain =
        chain(
            call -> ToolOutcome.success("run " + runs.incrementAndGet()),
            pass(Anchor.GUARD, "outer"),
            link(
                Anchor.POLICY,
                "twice",
                (call, next) -> {
                  next.handle(call);
                  return next.handle(call);
                }),
            pass(Anchor.TOOL, "inner"));

    MiddlewareContractException fault =
        assertThrows(MiddlewareContractException.class, () -> run(chain));

    assertEquals("twice", fault.link());
    assertEquals(
        "link 'twice' proceeded more than once without declaring PROCEEDS_AGAIN",
        fault.getMessage());
    assertEquals(1, runs.get());
  }

  @Test
  void proceedingAgainIsFineWhenDeclared() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    ToolChain chain =
        chain(
            call -> ToolOutcome.success("run " + runs.incrementAndGet()),
            pass(Anchor.GUARD, "outer"),
            link(Anchor.RETRY, "thrice", thrice(), LinkTrait.PROCEEDS_AGAIN),
            pass(Anchor.BREAKER, "inner"),
            pass(Anchor.TOOL, "innermost"));

    assertEquals(ToolOutcome.success("run 3"), run(chain));
  }

  @Test
  void linksThatMayProceedAgainNest() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    ToolChain chain =
        chain(
            call -> ToolOutcome.success("run " + runs.incrementAndGet()),
            link(Anchor.RETRY, "outer", thrice(), LinkTrait.PROCEEDS_AGAIN),
            pass(Anchor.BREAKER, "between"),
            link(Anchor.BULKHEAD, "inner", thrice(), LinkTrait.PROCEEDS_AGAIN),
            pass(Anchor.TOOL, "innermost"));

    assertEquals(ToolOutcome.success("run 9"), run(chain));
  }

  @Test
  void aLinkInsideARetryMayProceedOncePerAttemptAndNoMore() {
    AtomicInteger attempts = new AtomicInteger();
    ToolChain chain =
        chain(
            link(
                Anchor.RETRY,
                "retry",
                (call, next) -> {
                  next.handle(call);
                  return next.handle(call.nextAttempt());
                },
                LinkTrait.PROCEEDS_AGAIN),
            link(
                Anchor.BREAKER,
                "greedy",
                (call, next) -> {
                  ToolOutcome outcome = next.handle(call);
                  return attempts.incrementAndGet() == 2 ? next.handle(call) : outcome;
                }));

    assertEquals(
        "greedy", assertThrows(MiddlewareContractException.class, () -> run(chain)).link());
    assertEquals(2, attempts.get());
  }

  @Test
  void anExceptionFromOneAttemptLeavesTheWayOpenForTheNext() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    ToolChain chain =
        chain(
            call -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("first attempt");
              }
              return ToolOutcome.success("second attempt");
            },
            link(
                Anchor.RETRY,
                "retry",
                (call, next) -> {
                  try {
                    return next.handle(call);
                  } catch (IllegalStateException e) {
                    return next.handle(call.nextAttempt());
                  }
                },
                LinkTrait.PROCEEDS_AGAIN),
            pass(Anchor.BREAKER, "inner"));

    assertEquals(ToolOutcome.success("second attempt"), run(chain));
  }

  @Test
  void proceedingAfterReturningNamesTheLink() throws InterruptedException {
    Kept<ToolHandler> kept = new Kept<>();
    Kept<ToolCall> call = new Kept<>();
    ToolChain chain =
        chain(
            pass(Anchor.GUARD, "outer"), keeping("keeper", kept, call), pass(Anchor.TOOL, "inner"));

    assertEquals(ToolOutcome.success("answered"), run(chain));

    MiddlewareContractException fault =
        assertThrows(MiddlewareContractException.class, () -> kept.get().handle(call.get()));
    assertEquals("link 'keeper' proceeded after it had returned", fault.getMessage());
  }

  @Test
  void proceedingAfterReturningIsNoticedInALinkThatMayProceedAgain() throws InterruptedException {
    Kept<ToolHandler> kept = new Kept<>();
    Kept<ToolCall> call = new Kept<>();
    ToolMiddleware keeper =
        (c, next) -> {
          kept.set(next);
          call.set(c);
          return next.handle(c);
        };
    run(
        chain(
            link(Anchor.RETRY, "retry", keeper, LinkTrait.PROCEEDS_AGAIN),
            pass(Anchor.TOOL, "inner")));

    MiddlewareContractException fault =
        assertThrows(MiddlewareContractException.class, () -> kept.get().handle(call.get()));
    assertEquals("link 'retry' proceeded after it had returned", fault.getMessage());
  }

  @Test
  void proceedingOnAnotherThreadNeedsAFork() throws InterruptedException {
    Kept<Throwable> fault = new Kept<>();
    ToolMiddleware sender =
        (call, next) -> {
          join(
              () ->
                  fault.set(
                      assertThrows(MiddlewareContractException.class, () -> next.handle(call))));
          return ToolOutcome.success("answered");
        };

    run(chain(link(Anchor.POLICY, "sender", sender)));

    assertEquals(
        "link 'sender' proceeded on another thread without ToolCall.fork()",
        fault.get().getMessage());
  }

  @Test
  void proceedingWithACallOfAnotherToolNamesTheLinkAndBothTools() throws InterruptedException {
    Kept<ToolCall> foreign = new Kept<>();
    AtomicInteger runs = new AtomicInteger();
    ToolMiddleware swapper = (call, next) -> next.handle(foreign.get());
    ToolChain chain =
        chain(
            counting(runs), link(Anchor.ENRICH, "swapper", swapper, LinkTrait.REWRITES_ARGUMENTS));
    ToolMiddleware lender =
        (call, next) -> {
          foreign.set(call);
          assertEquals(
              "link 'swapper' proceeded with a call of tool 'restart' in the chain of tool 'echo'",
              assertThrows(MiddlewareContractException.class, () -> run(chain)).getMessage());
          return next.handle(call);
        };
    ToolChain other =
        ToolChain.compose(
            Chains.tool("restart"), List.of(link(Anchor.POLICY, "lender", lender)), Chains.DONE);

    assertEquals(ToolOutcome.success("done"), run(other), "the lent call is unharmed");
    assertEquals(0, runs.get());
  }

  @Test
  void proceedingWithAnEarlierCallOfTheSameToolNamesTheLink() throws InterruptedException {
    List<ToolCall> calls = new ArrayList<>();
    AtomicInteger runs = new AtomicInteger();
    ToolMiddleware mixer =
        (call, next) -> {
          calls.add(call);
          return next.handle(calls.getFirst());
        };
    ToolChain chain = chain(counting(runs), link(Anchor.POLICY, "mixer", mixer));
    run(chain);

    assertEquals("mixer", assertThrows(MiddlewareContractException.class, () -> run(chain)).link());
    assertEquals(1, runs.get());
  }

  @Test
  void changingArgumentsNeedsADeclaration() {
    AtomicInteger runs = new AtomicInteger();
    ToolMiddleware changer =
        (call, next) -> next.handle(call.withArguments(ToolArguments.ofText("{\"a\":1}")));
    ToolChain chain = chain(counting(runs), link(Anchor.ENRICH, "changer", changer));

    MiddlewareContractException fault =
        assertThrows(MiddlewareContractException.class, () -> run(chain));

    assertEquals(
        "link 'changer' changed the arguments without declaring REWRITES_ARGUMENTS",
        fault.getMessage());
    assertEquals(0, runs.get());
  }

  @Test
  void changedArgumentsReachTheToolWhenDeclared() throws InterruptedException {
    ToolMiddleware changer =
        (call, next) -> next.handle(call.withArguments(ToolArguments.ofText("{\"a\":1}")));
    ToolChain chain =
        chain(
            call -> ToolOutcome.success(call.arguments().text()),
            link(Anchor.ENRICH, "changer", changer, LinkTrait.REWRITES_ARGUMENTS),
            pass(Anchor.POLICY, "policy"),
            pass(Anchor.TOOL, "innermost"));

    assertEquals(ToolOutcome.success("{\"a\":1}"), run(chain));
  }

  @Test
  void aSecondAttemptBeginsWithTheArgumentsOfTheFirst() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    ToolMiddleware reveal =
        (call, next) ->
            next.handle(
                call.withArguments(ToolArguments.ofText("{\"attempt\":" + call.attempt() + "}")));
    ToolChain chain =
        chain(
            call -> {
              seen.add(call.arguments().text());
              return ToolOutcome.success("done");
            },
            link(
                Anchor.RETRY,
                "retry",
                (call, next) -> {
                  next.handle(call);
                  return next.handle(call.nextAttempt());
                },
                LinkTrait.PROCEEDS_AGAIN),
            pass(Anchor.BREAKER, "breaker"),
            link(
                Anchor.REVEAL,
                "reveal",
                reveal,
                LinkTrait.REWRITES_ARGUMENTS,
                LinkTrait.SEES_REAL_VALUES));

    run(chain);

    assertEquals(List.of("{\"attempt\":1}", "{\"attempt\":2}"), seen);
  }

  @Test
  void returningNullNamesTheLink() {
    ToolChain chain =
        chain(pass(Anchor.GUARD, "outer"), link(Anchor.POLICY, "empty", returningNull()));

    MiddlewareContractException fault =
        assertThrows(MiddlewareContractException.class, () -> run(chain));

    assertEquals(
        "link 'empty' returned null for ToolCall(c1, echo, attempt 1)", fault.getMessage());
  }

  @Test
  void aToolThatReturnsNullIsNamedToo() {
    ToolHandler nothing = Chains.DONE;
    ToolMiddleware empty = returningNull();
    ToolHandler tool = call -> empty.around(call, nothing);

    assertEquals(
        "tool", assertThrows(MiddlewareContractException.class, () -> run(chain(tool))).link());
  }

  @Test
  void answeringWithoutProceedingIsFine() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    ToolOutcome refusal = new ToolOutcome.Blocked("policy", "denied", "Not allowed.", null);
    ToolChain chain = chain(counting(runs), link(Anchor.POLICY, "policy", (call, next) -> refusal));

    assertEquals(refusal, run(chain));
    assertEquals(0, runs.get());
  }

  @Test
  void anInterruptPassesEveryLinkUnchanged() {
    InterruptedException interrupt = new InterruptedException("stop");
    ToolChain chain =
        chain(
            call -> {
              throw interrupt;
            },
            pass(Anchor.GUARD, "outer"),
            pass(Anchor.TOOL, "inner"));

    assertEquals(interrupt, assertThrows(InterruptedException.class, () -> run(chain)));
  }

  @Test
  void callsOfManyThreadsDoNotDisturbEachOther() throws InterruptedException {
    ToolChain chain =
        chain(
            call -> ToolOutcome.success(call.callId()),
            link(Anchor.RETRY, "thrice", thrice(), LinkTrait.PROCEEDS_AGAIN),
            pass(Anchor.TOOL, "inner"));
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String id = "call-" + i;
      threads.add(
          TimeSource.system()
              .start(
                  id,
                  () -> {
                    for (int n = 0; n < 200; n++) {
                      Throwable thrown =
                          thrownBy(
                              () -> {
                                ToolOutcome outcome =
                                    chain.run(new FakeRun(), identity(id), ToolArguments.empty());
                                if (!outcome.textForModel().equals(id)) {
                                  wrong.add(outcome.textForModel());
                                }
                              });
                      if (thrown != null) {
                        wrong.add(String.valueOf(thrown));
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertTrue(wrong.isEmpty(), () -> String.join("; ", wrong));
  }

  @Test
  void nobodyIsNamedWhenNobodyIsAtFault() throws InterruptedException {
    assertNull(thrownBy(() -> run(chain(pass(Anchor.GUARD, "outer"), pass(Anchor.TOOL, "inner")))));
  }

  private static ToolMiddleware thrice() {
    return (call, next) -> {
      next.handle(call);
      next.handle(call.nextAttempt());
      return next.handle(call.nextAttempt().nextAttempt());
    };
  }

  private static ToolHandler counting(AtomicInteger runs) {
    return call -> ToolOutcome.success("run " + runs.incrementAndGet());
  }

  private static Link keeping(String name, Kept<ToolHandler> kept, Kept<ToolCall> seen) {
    return link(
        Anchor.POLICY,
        name,
        (call, next) -> {
          kept.set(next);
          seen.set(call);
          return ToolOutcome.success("answered");
        });
  }

  @SuppressWarnings("NullAway") // the fault under test
  private static ToolMiddleware returningNull() {
    return (call, next) -> null;
  }

  private static void join(Runnable work) throws InterruptedException {
    Thread thread = TimeSource.system().start("other", work);
    thread.join();
  }

  private interface Step {
    void run() throws Exception;
  }

  private static @Nullable Throwable thrownBy(Step step) {
    try {
      step.run();
      return null;
    } catch (Throwable e) {
      return e;
    }
  }
}
