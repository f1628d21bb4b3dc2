package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@link AgentTool} asks of every tool. Extend it, say how to make the tool and with which
 * arguments it works, and run it as a JUnit 5 test class.
 *
 * <pre>{@code
 * class DiskUsageContractTest extends AgentToolContract {
 *   protected AgentTool createTool() { return new DiskUsage(folder); }
 *   protected String validArguments() { return "{}"; }
 *   protected Optional<String> blockingArguments() { return Optional.empty(); }
 * }
 * }</pre>
 *
 * <p>The suite runs on the real clock, since tools may wait for things that know no other. It fails
 * a tool that leaves a named virtual thread behind, too.
 */
@ExtendWith(RuntimeExtension.class)
public abstract class AgentToolContract {
  /** Long enough for slow machines; a tool that keeps its contract takes milliseconds. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  /** What every provider of models accepts as a tool's name. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  /** A value that no tool would come up with by itself. */
  private static final String CANARY = "canary-e2c9a71b";

  /**
   * A call that is not seen waiting by then is interrupted all the same: it may be blocked in a way
   * the JVM does not show.
   */
  private static final Duration BLOCKED_BY = Duration.ofSeconds(1);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);
  private static final int THREADS = 8;
  private static final int CALLS_PER_THREAD = 5;

  private @Nullable TrackedTime tracked;

  /** For subclasses. */
  protected AgentToolContract() {}

  /**
   * Makes the tool.
   *
   * @return a tool; asked anew for each test
   */
  protected abstract AgentTool createTool();

  /**
   * Arguments with which the tool succeeds, any number of times, also at the same time.
   *
   * @return JSON text
   */
  protected abstract String validArguments();

  /**
   * Arguments with which the tool blocks until it is interrupted.
   *
   * @return JSON text, or empty for a tool that never blocks
   */
  protected abstract Optional<String> blockingArguments();

  /**
   * How long a call may take to end, in real time, once it has to.
   *
   * @return {@link #DEFAULT_PATIENCE} unless overridden
   */
  protected Duration patience() {
    return DEFAULT_PATIENCE;
  }

  @BeforeEach
  final void prepareContract(TrackedTime time) {
    this.tracked = time;
  }

  private TrackedTime time() {
    return Objects.requireNonNull(tracked, "the suite must be run by JUnit");
  }

  // ---- what it says of itself

  @Test
  final void itsSpecificationIsOneAModelCanUse() {
    ToolSpecification specification = createTool().specification();
    assertNotNull(specification, "specification() returned null");
    String name = String.valueOf(specification.name());
    assertTrue(
        NAME.matcher(name).matches(), () -> "the name must match " + NAME + ", was '" + name + "'");
    String description = specification.description();
    assertFalse(description == null || description.isBlank(), "the description must not be blank");
    JsonObjectSchema parameters = specification.parameters();
    if (parameters != null && parameters.required() != null) {
      for (String required : parameters.required()) {
        assertTrue(
            parameters.properties().containsKey(required),
            () ->
                "required parameter '"
                    + required
                    + "' is not among "
                    + parameters.properties().keySet());
      }
    }
  }

  @Test
  final void whatItSaysOfItselfStaysTheSame() throws Exception {
    AgentTool tool = createTool();
    ToolSpecification specification = tool.specification();
    assertNotNull(tool.traits(), "traits() returned null");
    call(tool, validArguments());
    assertEquals(specification, tool.specification(), "specification() changed");
    assertEquals(tool.traits(), createTool().traits(), "traits() differ from one tool to the next");
    assertEquals(
        specification,
        createTool().specification(),
        "specification() differs from one tool to the next");
  }

  // ---- how it answers

  @Test
  final void itAnswersValidArgumentsWithASuccess() throws Exception {
    Attempt attempt = call(createTool(), validArguments());
    assertTrue(
        attempt.outcome() instanceof ToolOutcome.Success,
        () -> "validArguments() must lead to a Success, led to " + attempt);
  }

  @Test
  final void itNeverReturnsNullAndNeverBreaksTheMachine() throws Exception {
    AgentTool tool = createTool();
    for (String arguments : badArguments(tool)) {
      Attempt attempt = call(tool, arguments);
      assertTrue(
          attempt.outcome() != null || attempt.thrown() != null,
          () -> "call returned null for " + arguments);
      assertFalse(
          attempt.thrown() instanceof Error,
          () -> "call threw " + attempt.thrown() + " for " + arguments);
      assertFalse(
          attempt.thrown() instanceof InterruptedException,
          () -> "call claims an interrupt nobody sent, for " + arguments);
    }
  }

  /** Exceptions are logged and put on record; the arguments in them would get past redaction. */
  @Test
  final void noExceptionRepeatsAValueOfTheArguments() throws Exception {
    AgentTool tool = createTool();
    for (String arguments : badArguments(tool)) {
      Attempt attempt = call(tool, arguments);
      for (Throwable t = attempt.thrown();
          t != null && !(t instanceof ToolException);
          t = t.getCause()) {
        assertNoCanary(t.getClass().getName() + "'s message", String.valueOf(t.getMessage()));
      }
      if (attempt.outcome() instanceof ToolOutcome.InvalidArguments(String problem, var _)) {
        assertNoCanary("the problem with the arguments", problem);
      }
    }
  }

  private static void assertNoCanary(String what, String text) {
    assertFalse(text.contains(CANARY), () -> what + " must not repeat a value, was: " + text);
  }

  /**
   * What is no object, an object with a parameter nobody knows, and one with a text for every
   * parameter. Values are what must not come back; a parameter's name may.
   */
  private static List<String> badArguments(AgentTool tool) {
    JsonObjectSchema parameters = tool.specification().parameters();
    List<String> names =
        parameters == null ? List.of() : List.copyOf(parameters.properties().keySet());
    String texts =
        names.stream()
            .map(name -> quoted(name) + ":" + quoted(CANARY))
            .collect(Collectors.joining(",", "{", "}"));
    return List.of(
        "{" + quoted("unexpected") + ":" + quoted(CANARY),
        "[" + quoted(CANARY) + "]",
        CANARY,
        "{}",
        "{" + quoted("unexpected") + ":" + quoted(CANARY) + "}",
        texts);
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  // ---- interrupts

  @Test
  final void anInterruptThatCameBeforeIsNotSwallowed() throws Exception {
    for (String arguments :
        List.of(validArguments(), blockingArguments().orElse(validArguments()))) {
      Background<Attempt> call = start(createTool(), arguments, true);
      assertNotSwallowed(
          call.await(patience(), "a call with its interrupt flag set").valueOrThrow());
    }
  }

  @Test
  final void anInterruptEndsACallThatBlocks() throws Exception {
    if (blockingArguments().isEmpty()) {
      start(createTool(), validArguments(), false).await(patience(), "a call said not to block");
      return;
    }
    Background<Attempt> call = start(createTool(), blockingArguments().get(), false);
    awaitBlocked(call);
    assertFalse(call.hasEnded(), "blockingArguments() did not block");
    call.interrupt();
    Attempt attempt = call.await(patience(), "an interrupted call").valueOrThrow();
    if (!(attempt.thrown() instanceof InterruptedException)) {
      fail("an interrupted call must throw InterruptedException, but " + attempt);
    }
  }

  private void awaitBlocked(Background<Attempt> call) throws InterruptedException {
    Deadline latest = Deadline.after(BLOCKED_BY, time());
    while (!call.hasEnded() && !latest.isExpired(time().nanoTime()) && !isWaiting(call.thread())) {
      time().sleep(BETWEEN_LOOKS);
    }
  }

  private static boolean isWaiting(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, BLOCKED -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  private static void assertNotSwallowed(Attempt attempt) {
    boolean passedOn = attempt.thrown() instanceof InterruptedException;
    boolean untouched = attempt.outcome() != null && attempt.flagSet();
    assertTrue(
        passedOn || untouched,
        () ->
            "an interrupt must come out as InterruptedException, or stay set if the call did not"
                + " wait, but "
                + attempt);
  }

  // ---- many callers

  @Test
  final void manyThreadsMayCallIt() throws Exception {
    AgentTool tool = createTool();
    boolean oneAtATime = tool.traits().has(ToolTrait.EXCLUSIVE);
    Gate gate = new Gate();
    List<Background<List<Attempt>>> callers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Background<List<Attempt>> caller =
          Background.start(time(), "caller-" + i, () -> callOften(tool, gate));
      callers.add(caller);
      if (oneAtATime) {
        gate.open();
        caller.await(patience(), "a thread that calls");
      }
    }
    gate.open();
    for (Background<List<Attempt>> caller : callers) {
      for (Attempt attempt :
          caller.await(patience(), "one of " + THREADS + " threads that call").valueOrThrow()) {
        assertTrue(
            attempt.outcome() instanceof ToolOutcome.Success,
            () -> "validArguments() must lead to a Success from any thread, led to " + attempt);
      }
    }
  }

  private List<Attempt> callOften(AgentTool tool, Gate gate) throws InterruptedException {
    gate.pass(time());
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < CALLS_PER_THREAD; i++) {
      attempts.add(callHere(tool, validArguments(), false));
    }
    return attempts;
  }

  // ---- calling

  /**
   * What became of a call.
   *
   * @param outcome what it returned, null if it threw or returned null
   * @param thrown what it threw, null if it returned
   * @param flagSet whether the interrupt flag was set afterwards
   */
  private record Attempt(
      @Nullable ToolOutcome outcome, @Nullable Throwable thrown, boolean flagSet) {
    @Override
    public String toString() {
      return (thrown == null ? "returned " + outcome : "threw " + thrown)
          + (flagSet ? " with the flag set" : "");
    }
  }

  private Attempt call(AgentTool tool, String arguments) throws InterruptedException {
    return start(tool, arguments, false)
        .await(patience(), "a call with " + arguments)
        .valueOrThrow();
  }

  private Background<Attempt> start(AgentTool tool, String arguments, boolean interrupted) {
    return Background.start(time(), "caller", () -> callHere(tool, arguments, interrupted));
  }

  /** Calls the tool as the last step of a chain, in a run. */
  private Attempt callHere(AgentTool tool, String arguments, boolean interrupted)
      throws InterruptedException {
    AtomicReference<@Nullable Attempt> seen = new AtomicReference<>();
    ToolHandler step =
        call -> {
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          seen.set(attempt(tool, call));
          Thread.interrupted();
          return ToolOutcome.success("");
        };
    try (ChainHarness chain =
        ChainHarness.around(ToolDescriptor.of(tool), step).time(time()).build()) {
      chain.call(arguments);
    }
    return Objects.requireNonNull(seen.get(), "the attempt");
  }

  private static Attempt attempt(AgentTool tool, ToolInvocation invocation) {
    try {
      ToolOutcome outcome = tool.call(invocation);
      return new Attempt(outcome, null, Thread.currentThread().isInterrupted());
    } catch (Throwable e) {
      return new Attempt(null, e, Thread.currentThread().isInterrupted());
    }
  }
}
