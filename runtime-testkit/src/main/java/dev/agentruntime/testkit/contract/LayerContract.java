package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.contract.Background.Ending;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the contract in {@link dev.agentruntime.chain.ToolMiddleware} asks of every layer and its
 * links. Extend it, say how to make the layer, and run it as a JUnit 5 test class.
 *
 * <pre>{@code
 * class BudgetContractTest extends LayerContract {
 *   protected Layer createLayer() { return new Budget(1_000); }
 * }
 * }</pre>
 *
 * <p>Make the layer so that it lets an ordinary call through, and a hundred of them: the suite
 * tests how it behaves around a call, not what it refuses. One that holds permits needs two or
 * more. The suite runs on the real clock and fails a layer that leaves a thread behind, too.
 */
@ExtendWith(RuntimeExtension.class)
public abstract class LayerContract {
  /** Long enough for slow machines; a layer that keeps its contract takes milliseconds. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  private static final String ANSWER = "answer-4711";
  private static final int THREADS = 8;
  private static final int CALLS_PER_THREAD = 10;

  // Confined to the thread that runs the test.
  private final List<ChainHarness> chains = new ArrayList<>();
  private @Nullable TrackedTime tracked;

  /** For subclasses. */
  protected LayerContract() {}

  /**
   * Makes the layer, set up so that it lets calls through.
   *
   * @return a layer; asked anew for each test
   */
  protected abstract Layer createLayer();

  /**
   * A tool that the layer applies to.
   *
   * @return a tool named "probe" without traits, unless overridden
   */
  protected ToolDescriptor tool() {
    return ToolDescriptor.of(FakeTool.named("probe").build());
  }

  /**
   * Arguments that the layer lets through.
   *
   * @return an empty JSON object, unless overridden
   */
  protected String arguments() {
    return "{}";
  }

  /**
   * How long something may take to end, in real time, once it has to.
   *
   * @return {@link #DEFAULT_PATIENCE} unless overridden
   */
  protected Duration patience() {
    return DEFAULT_PATIENCE;
  }

  /**
   * Fails unless an outcome is the tool's answer, as it looks after the layer has done with it.
   *
   * @param expected what the tool said
   * @param actual what came out of the layer
   */
  protected void assertAnswer(String expected, ToolOutcome actual) {
    if (!(actual instanceof ToolOutcome.Success(String text)) || !text.contains(expected)) {
      fail(
          "expected the tool's answer '"
              + expected
              + "', was "
              + actual.code()
              + ": "
              + actual.textForModel());
    }
  }

  @BeforeEach
  final void prepareContract(TrackedTime time) {
    this.tracked = time;
  }

  @AfterEach
  final void closeChains() {
    chains.forEach(ChainHarness::close);
  }

  private TrackedTime time() {
    return Objects.requireNonNull(tracked, "the suite must be run by JUnit");
  }

  // ---- binding

  @Test
  final void itBindsTheSameLinksEachTime() {
    Layer layer = createLayer();
    assertFalse(layer.name().isBlank(), "the layer's name must not be blank");
    ChainHarness chain =
        ChainHarness.around(tool(), call -> ToolOutcome.success(ANSWER)).time(time()).build();
    chains.add(chain);
    LayerBinding binding = new LayerBinding(tool(), layer.name(), chain.services());
    List<String> links = described(layer, binding);
    assertFalse(
        links.isEmpty(),
        () -> "the layer does not apply to tool '" + tool().name() + "'; override tool()");
    assertEquals(links, described(layer, binding), "the layer bound other links the second time");
  }

  private static List<String> described(Layer layer, LayerBinding binding) {
    return layer.bind(binding).stream()
        .map(link -> link + " outside of " + link.outsideOf())
        .toList();
  }

  // ---- letting a call through

  @Test
  final void itLetsACallThroughAndGivesItsAnswer() throws Exception {
    Trial trial = new Trial(() -> ToolOutcome.success(ANSWER));
    assertAnswer(ANSWER, trial.call());
    assertTrue(trial.reached.get() >= 1, "the call did not get through to the tool");
    trial.assertNoFaults();
  }

  @Test
  final void itProceedsOnceUnlessItSaysOtherwise() throws Exception {
    for (Supplier<ToolOutcome> answer : Answers.all(ANSWER)) {
      Trial trial = new Trial(answer);
      trial.call();
      trial.assertNoFaults();
    }
  }

  @Test
  final void itAnswersEveryKindOfOutcomeAndMakesNoSuccessOfAnError() throws Exception {
    for (Supplier<ToolOutcome> answer : Answers.all(ANSWER)) {
      ToolOutcome outcome = new Trial(answer).call();
      ToolOutcome given = answer.get();
      assertNotNull(outcome, () -> "null for " + given);
      if (given.isError()) {
        assertTrue(outcome.isError(), () -> "the layer made " + outcome + " of " + given);
      }
    }
  }

  // ---- interrupts

  @Test
  final void itLetsAnInterruptPass() throws Exception {
    Trial trial =
        new Trial(
            call -> {
              throw new InterruptedException("from further in");
            });
    Ending<ToolOutcome> ending =
        trial.start(trial.newRun()).await(patience(), "a call whose tool was interrupted");
    if (!(ending.thrown() instanceof InterruptedException)) {
      fail("InterruptedException must pass, but the layer " + said(ending));
    }
    trial.assertNoFaults();
  }

  @Test
  final void anInterruptReachesAToolThatWaits() throws Exception {
    Gate gate = new Gate();
    AtomicInteger interrupted = new AtomicInteger();
    Trial trial =
        new Trial(
            call -> {
              try {
                gate.pass(time());
                return ToolOutcome.success(ANSWER);
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
              }
            });
    Background<ToolOutcome> call = trial.start(trial.newRun());
    gate.awaitArrivals(1, Deadline.after(patience(), time()), time());
    call.interrupt();
    Ending<ToolOutcome> ending = call.await(patience(), "an interrupted call");
    if (!(ending.thrown() instanceof InterruptedException)) {
      fail("InterruptedException must pass, but the layer " + said(ending));
    }
    assertEquals(1, interrupted.get(), "the interrupt did not reach the tool");
    trial.assertNoFaults();
  }

  private static String said(Ending<ToolOutcome> ending) {
    return ending.thrown() == null ? "returned " + ending.value() : "threw " + ending.thrown();
  }

  // ---- defects further in

  @Test
  final void anExceptionFurtherInIsNoSuccessAndLeavesTheLayerFitForUse() throws Exception {
    List<Supplier<Throwable>> defects =
        List.of(
            () -> new IllegalStateException("a defect"),
            () -> new AssertionError("a defect"),
            () -> new NoClassDefFoundError("a defect"),
            () -> new StackOverflowError());
    for (Supplier<Throwable> defect : defects) {
      AtomicReference<@Nullable Throwable> toThrow = new AtomicReference<>(defect.get());
      Trial trial = new Trial(call -> thrownOr(toThrow.getAndSet(null), ANSWER));
      Ending<ToolOutcome> broken =
          trial.start(trial.newRun()).await(patience(), "a call that met a defect");
      assertFalse(
          broken.value() instanceof ToolOutcome.Success,
          () -> "the layer made a Success of " + defect.get());
      Ending<ToolOutcome> next =
          trial.start(trial.newRun()).await(patience(), "a call after one that met a defect");
      assertAnswer(ANSWER, next.valueOrThrow());
      trial.assertNoFaults();
    }
  }

  @Test
  final void errorsOfTheMachinePassThrough() throws Exception {
    for (Error error : List.of(new OutOfMemoryError("simulated"), new InternalError("simulated"))) {
      Trial trial = new Trial(call -> thrownOr(error, ANSWER));
      Ending<ToolOutcome> ending =
          trial.start(trial.newRun()).await(patience(), "a call that met " + error);
      if (!(ending.thrown() instanceof VirtualMachineError)) {
        fail(error + " must pass, but the layer " + said(ending));
      }
    }
  }

  private static ToolOutcome thrownOr(@Nullable Throwable thrown, String answer) {
    return switch (thrown) {
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      case null, default -> ToolOutcome.success(answer);
    };
  }

  /** Links outside the place where arguments are parsed see what the model sent, whatever it is. */
  @Test
  final void malformedArgumentsDoNotBreakLinksThatSeeThem() throws Exception {
    Trial trial = new Trial(() -> ToolOutcome.success(ANSWER));
    boolean seesThem =
        trial.chain.chain().links().stream()
            .anyMatch(link -> link.anchor().compareTo(Anchor.NORMALISE) <= 0);
    for (String malformed : List.of("{\"id\":", "not JSON", "[1]")) {
      HarnessRun run = trial.newRun();
      Ending<ToolOutcome> ending =
          Background.start(time(), "caller", () -> run.call(malformed))
              .await(patience(), "a call with malformed arguments");
      boolean refused = !seesThem && ending.thrown() instanceof MalformedArgumentsException;
      assertTrue(
          refused || ending.thrown() == null,
          () -> "malformed arguments: the layer " + said(ending));
    }
  }

  // ---- many callers

  @Test
  final void itHoldsNoLockWhileItProceeds() throws Exception {
    Gate atTheTool = new Gate();
    AtomicBoolean first = new AtomicBoolean(true);
    Trial trial =
        new Trial(
            call -> {
              if (first.getAndSet(false)) {
                atTheTool.pass(time());
              }
              return ToolOutcome.success(ANSWER);
            });
    HarnessRun run = trial.newRun();
    Background<ToolOutcome> held = trial.start(run);
    atTheTool.awaitArrivals(1, Deadline.after(patience(), time()), time());
    try {
      String meanwhile = "while another call was at its tool, a call of ";
      trial.start(run).await(patience(), meanwhile + "the same run").valueOrThrow();
      trial.start(trial.newRun()).await(patience(), meanwhile + "another run").valueOrThrow();
    } finally {
      atTheTool.open();
      held.await(patience(), "the call that was at its tool");
    }
    trial.assertNoFaults();
  }

  @Test
  final void itKeepsTheCallsOfManyThreadsApart() throws Exception {
    Trial trial =
        new Trial(call -> ToolOutcome.success(ANSWER + "-" + call.context().runId() + "."));
    Gate gate = new Gate();
    List<Background<Integer>> callers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      callers.add(Background.start(time(), "caller-" + i, () -> callOften(trial, gate)));
    }
    gate.open();
    int answered = 0;
    for (Background<Integer> caller : callers) {
      answered +=
          caller.await(patience(), "one of " + THREADS + " threads that call").valueOrThrow();
    }
    assertTrue(answered > 0, "no call of any thread got its answer");
    trial.assertNoFaults();
  }

  private int callOften(Trial trial, Gate gate) throws InterruptedException {
    gate.pass(time());
    int answered = 0;
    for (int i = 0; i < CALLS_PER_THREAD; i++) {
      HarnessRun run = trial.newRun();
      ToolOutcome outcome = run.call(arguments());
      if (!outcome.isError()) {
        assertAnswer(ANSWER + "-" + run.frame().runId() + ".", outcome);
        answered++;
      }
    }
    return answered;
  }

  /** The layer around one innermost step, watched. */
  private final class Trial {
    final AtomicInteger reached = new AtomicInteger();
    final Probe probe = new Probe(createLayer());
    final ChainHarness chain;
    private final List<HarnessRun> runs = new ArrayList<>();

    Trial(Supplier<ToolOutcome> answer) {
      this(call -> answer.get());
    }

    Trial(ToolHandler step) {
      this.chain =
          ChainHarness.around(
                  tool(),
                  call -> {
                    reached.incrementAndGet();
                    return step.handle(call);
                  })
              .layer(probe)
              .time(time())
              .build();
      chains.add(chain);
    }

    synchronized HarnessRun newRun() {
      HarnessRun run = chain.newRun();
      runs.add(run);
      return run;
    }

    Background<ToolOutcome> start(HarnessRun run) {
      return Background.start(time(), "caller", () -> run.call(arguments()));
    }

    ToolOutcome call() throws InterruptedException {
      return start(newRun()).await(patience(), "a call").valueOrThrow();
    }

    synchronized void assertNoFaults() {
      assertEquals(List.of(), probe.faults(), "the contract of ToolMiddleware was broken");
      int abandoned = runs.stream().mapToInt(run -> run.abandonedWork().size()).sum();
      assertTrue(
          probe.leftRunning() <= abandoned,
          () ->
              "a link returned while what is further in was running, "
                  + probe.leftRunning()
                  + " times, "
                  + abandoned
                  + " of them on record as abandoned");
    }
  }
}
