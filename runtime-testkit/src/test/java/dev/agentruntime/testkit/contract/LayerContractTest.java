package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.MiddlewareContractException;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Launched;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Each nested class is a suite around a link that breaks one rule; none of them is found by the
 * build.
 */
class LayerContractTest {
  /**
   * How long a suite waits for what will not end; others wait longer, since they do not have to.
   */
  private static final Duration HANGS = Duration.ofSeconds(2);

  private static final String BINDS = "itBindsTheSameLinksEachTime";
  private static final String THROUGH = "itLetsACallThroughAndGivesItsAnswer";
  private static final String ONCE = "itProceedsOnceUnlessItSaysOtherwise";
  private static final String OUTCOMES = "itAnswersEveryKindOfOutcomeAndMakesNoSuccessOfAnError";
  private static final String INTERRUPT = "itLetsAnInterruptPass";
  private static final String REAL_INTERRUPT = "anInterruptReachesAToolThatWaits";
  private static final String DEFECT = "anExceptionFurtherInIsNoSuccessAndLeavesTheLayerFitForUse";
  private static final String MACHINE = "errorsOfTheMachinePassThrough";
  private static final String MALFORMED = "malformedArgumentsDoNotBreakLinksThatSeeThem";
  private static final String NO_LOCK = "itHoldsNoLockWhileItProceeds";
  private static final String APART = "itKeepsTheCallsOfManyThreadsApart";

  private static final ToolOutcome FINE = ToolOutcome.success("fine");

  /** A suite around one method. */
  abstract static class Suite extends ToolMiddlewareContract {
    abstract ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException;

    @Override
    protected ToolMiddleware createMiddleware() {
      return this::around;
    }
  }

  private static void assertFails(
      Class<? extends LayerContract> suite, String test, String expected) {
    String failure = Launched.runOnly(suite, test).failureOf(test);
    assertTrue(failure.contains(expected), () -> "expected '" + expected + "' in: " + failure);
  }

  static class BindsOtherLinks extends LayerContract {
    @Override
    protected Layer createLayer() {
      AtomicInteger bound = new AtomicInteger();
      return new Layer() {
        @Override
        public String name() {
          return "fickle";
        }

        @Override
        public List<Link> bind(LayerBinding binding) {
          return List.of(
              Link.of(
                  Anchor.TOOL,
                  "link-" + bound.incrementAndGet(),
                  (call, next) -> next.handle(call)));
        }
      };
    }
  }

  static class DoesNotApply extends LayerContract {
    @Override
    protected Layer createLayer() {
      return new Layer() {
        @Override
        public String name() {
          return "choosy";
        }

        @Override
        public List<Link> bind(LayerBinding binding) {
          return List.of();
        }
      };
    }
  }

  @Test
  void aLayerThatBindsOtherLinksOrNoneFails() {
    assertFails(BindsOtherLinks.class, BINDS, "the layer bound other links the second time");
    assertFails(
        DoesNotApply.class, BINDS, "the layer does not apply to tool 'probe'; override tool()");
  }

  static class Refuses extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) {
      return new ToolOutcome.Rejected("rule", "no");
    }
  }

  static class AnswersByItself extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) {
      return ToolOutcome.success("answer-4711");
    }
  }

  @Test
  void aLayerThatLetsNothingThroughFails() {
    assertFails(Refuses.class, THROUGH, "expected the tool's answer 'answer-4711', was rejected");
    assertFails(AnswersByItself.class, THROUGH, "the call did not get through to the tool");
  }

  static class ProceedsTwice extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      next.handle(call);
      return next.handle(call);
    }
  }

  static class ProceedsTwiceInSecret extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      ToolOutcome outcome = next.handle(call);
      try {
        return next.handle(call);
      } catch (MiddlewareContractException e) {
        return outcome;
      }
    }
  }

  static class RewritesInSecret extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      return next.handle(call.withArguments(ToolArguments.empty()));
    }
  }

  @Test
  void proceedingTwiceOrRewritingUndeclaredFails() {
    assertFails(
        ProceedsTwice.class, ONCE, "proceeded more than once without declaring PROCEEDS_AGAIN");
    assertFails(
        ProceedsTwiceInSecret.class, ONCE, "proceeded 2 times without declaring PROCEEDS_AGAIN");
    assertFails(
        RewritesInSecret.class, ONCE, "changed the arguments without declaring REWRITES_ARGUMENTS");
  }

  static class ForgetsToFork extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      return onAnotherThread(call, next, call);
    }
  }

  static class Forks extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      return onAnotherThread(call, next, call.fork());
    }
  }

  private static ToolOutcome onAnotherThread(ToolCall call, ToolHandler next, ToolCall forked)
      throws InterruptedException {
    AtomicReference<@Nullable ToolOutcome> outcome = new AtomicReference<>();
    Gate done = new Gate();
    call.context()
        .time()
        .start(
            "worker",
            () -> {
              try {
                outcome.set(next.handle(forked));
              } catch (InterruptedException | RuntimeException e) {
                outcome.set(ToolOutcome.toolError("failed"));
              } finally {
                done.open();
              }
            });
    done.pass(call.context().time());
    ToolOutcome known = outcome.get();
    return known == null ? ToolOutcome.toolError("nothing") : known;
  }

  static class DoesNotWait extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      ToolCall fork = call.fork();
      Gate inside = new Gate();
      call.context()
          .time()
          .start(
              "worker",
              () -> {
                try {
                  next.handle(fork);
                } catch (InterruptedException _) {
                  // ends the thread
                }
              });
      call.context().time().start("opener", inside::open);
      inside.pass(call.context().time());
      return FINE;
    }
  }

  @Test
  void proceedingOnAnotherThreadWithoutAForkFails() {
    assertFails(ForgetsToFork.class, ONCE, "proceeded on another thread without ToolCall.fork()");
    assertEquals(List.of(ONCE), Launched.runOnly(Forks.class, ONCE).passed());
  }

  @Test
  void returningWhileTheToolRunsFails() {
    String failure = Launched.runOnly(DoesNotWait.class, REAL_INTERRUPT).failureOf(REAL_INTERRUPT);
    // Which of the two it is depends on who is faster; each is a fault.
    assertTrue(
        failure.contains("InterruptedException must pass, but the layer returned Success")
            || failure.contains("the interrupt did not reach the tool"),
        failure);
    String late = Launched.runOnly(DoesNotWait.class, NO_LOCK).failureOf(NO_LOCK);
    // Which of the two it is depends on who is faster; each is a fault.
    assertTrue(late.contains("had returned") || late.contains("a link returned while"), late);
  }

  static class ReturnsNull extends Suite {
    @Override
    @SuppressWarnings("NullAway") // breaking the contract is the purpose
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      ToolOutcome outcome = next.handle(call);
      return outcome instanceof ToolOutcome.Suspended ? null : outcome;
    }
  }

  static class HidesErrors extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      ToolOutcome outcome = next.handle(call);
      return outcome instanceof ToolOutcome.Rejected ? FINE : outcome;
    }
  }

  @Test
  void nullOrASuccessInPlaceOfAnErrorFails() {
    assertFails(ReturnsNull.class, OUTCOMES, "returned null");
    assertFails(
        HidesErrors.class,
        OUTCOMES,
        "the layer made Success(4 characters) of Rejected(by eve, 9 characters)");
  }

  static class MakesAResultOfTheInterrupt extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) {
      try {
        return next.handle(call);
      } catch (InterruptedException e) {
        return ToolOutcome.toolError("interrupted");
      }
    }
  }

  static class WrapsTheInterrupt extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) {
      try {
        return next.handle(call);
      } catch (InterruptedException e) {
        throw new IllegalStateException("wrapped", e);
      }
    }
  }

  @Test
  void anInterruptThatDoesNotPassFails() {
    for (String test : List.of(INTERRUPT, REAL_INTERRUPT)) {
      assertFails(
          MakesAResultOfTheInterrupt.class,
          test,
          "InterruptedException must pass, but the layer returned ToolError");
      assertFails(
          WrapsTheInterrupt.class,
          test,
          "must pass, but the layer threw java.lang.IllegalStateException: wrapped");
    }
  }

  static class IgnoresInterrupts extends Suite {
    static volatile Gate gate = new Gate();

    @Override
    protected Duration patience() {
      return HANGS;
    }

    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      ToolCall fork = call.fork();
      call.context()
          .time()
          .start(
              "worker",
              () -> {
                try {
                  next.handle(fork);
                } catch (InterruptedException _) {
                  // ends the thread
                }
              });
      gate.passIgnoringInterrupts(call.context().time());
      return FINE;
    }
  }

  @Test
  void aLayerThatKeepsTheInterruptFromTheToolFails() {
    IgnoresInterrupts.gate = new Gate();
    try {
      assertFails(
          IgnoresInterrupts.class,
          REAL_INTERRUPT,
          "an interrupted call did not end within PT2S:\n    at ");
    } finally {
      IgnoresInterrupts.gate.open();
    }
  }

  static class CatchesEverything extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      try {
        return next.handle(call);
      } catch (InterruptedException e) {
        throw e;
      } catch (Throwable e) {
        return FINE;
      }
    }
  }

  @Test
  void swallowingDefectsOrErrorsOfTheMachineFails() {
    assertFails(
        CatchesEverything.class,
        DEFECT,
        "the layer made a Success of java.lang.IllegalStateException: a defect");
    assertFails(
        CatchesEverything.class,
        MACHINE,
        "java.lang.OutOfMemoryError: simulated must pass, but the layer returned Success");
  }

  static class LosesAPermit extends Suite {
    private final AtomicInteger taken = new AtomicInteger();

    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      if (taken.incrementAndGet() > 1) {
        return new ToolOutcome.Blocked("permits", "full", "All permits are taken.", null);
      }
      ToolOutcome outcome = next.handle(call);
      taken.decrementAndGet();
      return outcome;
    }
  }

  @Test
  void losingAPermitToAnExceptionFails() {
    assertFails(
        LosesAPermit.class,
        DEFECT,
        "expected the tool's answer 'answer-4711', was blocked: All permits are taken.");
  }

  static class ParsesTooEarly extends Suite {
    @Override
    protected Anchor anchor() {
      return Anchor.OBSERVE;
    }

    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      call.arguments().object();
      return next.handle(call);
    }
  }

  static class ParsesWhenItMay extends ParsesTooEarly {
    @Override
    protected Anchor anchor() {
      return Anchor.ENRICH;
    }
  }

  @Test
  void breakingOnMalformedArgumentsFailsWhereTheyAreNotYetParsed() {
    assertFails(ParsesTooEarly.class, MALFORMED, "malformed arguments: the layer threw");
    assertEquals(List.of(MALFORMED), Launched.runOnly(ParsesWhenItMay.class, MALFORMED).passed());
  }

  static class HoldsAMonitor extends Suite {
    @Override
    protected Duration patience() {
      return HANGS;
    }

    @Override
    synchronized ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      return next.handle(call);
    }
  }

  @Test
  void holdingALockWhileProceedingFails() {
    assertFails(
        HoldsAMonitor.class,
        NO_LOCK,
        "while another call was at its tool, a call of the same run did not end within PT2S");
  }

  static class MixesUpAnswers extends Suite {
    private volatile @Nullable ToolOutcome last;

    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      ToolOutcome before = last;
      ToolOutcome outcome = next.handle(call);
      last = outcome;
      return before == null ? outcome : before;
    }
  }

  static class BlocksEverybody extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) {
      return new ToolOutcome.Blocked("wall", "closed", "Nobody passes.", null);
    }
  }

  @Test
  void mixingUpTheCallsOfManyThreadsFails() {
    assertFails(MixesUpAnswers.class, APART, "expected the tool's answer 'answer-4711-run-");
    assertFails(BlocksEverybody.class, APART, "no call of any thread got its answer");
  }

  static class Sound extends Suite {
    @Override
    ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      return next.handle(call);
    }
  }

  @Test
  void aSoundLinkPassesEveryTest() {
    Launched sound = Launched.run(Sound.class);
    assertEquals(List.of(), sound.failed());
    assertEquals(11, sound.passed().size());
  }
}
