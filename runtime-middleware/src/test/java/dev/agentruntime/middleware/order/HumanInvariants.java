package dev.agentruntime.middleware.order;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.failure.FailureLimit;
import dev.agentruntime.middleware.loop.LoopDetection;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** What holds because people are asked where they are, and what counts calls stands further out. */
final class HumanInvariants {
  private HumanInvariants() {}

  static List<Invariant> all() {
    return Stream.concat(ofCounting().stream(), ofAsking().stream()).toList();
  }

  private static List<Invariant> ofCounting() {
    return List.of(
        new Invariant(
            "loop detection",
            "approval",
            "nobody is asked about a refused repetition",
            scene -> nobodyIsAskedInVain(scene, 4, LoopDetection.standard())),
        new Invariant(
            "loop detection",
            "retry",
            "attempts of one call are no repetitions",
            scene -> attemptsAreOneCall(scene, LoopDetection.standard())),
        new Invariant(
            "failure limit",
            "approval",
            "nobody is asked about a call that is refused",
            scene -> nobodyIsAskedInVain(scene, 4, FailureLimit.standard())),
        new Invariant(
            "failure limit",
            "retry",
            "a call is one failure, however many attempts",
            scene -> attemptsAreOneCall(scene, FailureLimit.standard())));
  }

  private static List<Invariant> ofAsking() {
    return List.of(
        new Invariant(
            "approval",
            "result cache",
            "who is rejected reads nothing remembered",
            HumanInvariants::rejectedReadsNothing),
        new Invariant(
            "approval",
            "call timeout",
            "no limit runs while a person thinks",
            scene -> noClockRuns(scene, Timeout.of(Duration.ofSeconds(30)))),
        new Invariant(
            "approval", "retry", "one call asks a person once", HumanInvariants::askedOnce),
        new Invariant(
            "approval",
            "rate limit",
            "a rejected call costs no token",
            HumanInvariants::rejectedCostsNothing),
        new Invariant(
            "approval",
            "bulkhead",
            "no permit is held while a person thinks",
            HumanInvariants::noPermitIsHeld),
        new Invariant(
            "approval",
            "attempt timeout",
            "a person's time is not the tool's",
            scene ->
                noClockRuns(
                    scene,
                    Timeout.builder()
                        .limit(Duration.ofHours(1))
                        .attemptLimit(Duration.ofSeconds(5))
                        .build())));
  }

  /** The two that no order of whole layers can keep besides the others: hence the free look. */
  static List<Invariant> metByLooking() {
    return List.of(
        new Invariant(
            "approval",
            "rate limit",
            "nobody is asked about a call without a token",
            scene -> nobodyIsAskedInVainThough(scene, 2, Resources.tokens(1))),
        new Invariant(
            "approval",
            "breaker",
            "nobody is asked about a call of an open circuit",
            scene -> nobodyIsAskedInVainThough(scene, 6, CircuitBreaker.standard())));
  }

  private static boolean nobodyIsAskedInVain(Scene scene, int calls, Layer refusing)
      throws InterruptedException {
    Human human = scene.human();
    HarnessRun run = scene.run(Scene.tool().replies(Scene.DOWN).build(), refusing, human.layer());
    boolean refused = scene.calls(run, calls).code().equals("blocked");
    return refused && human.asked.size() < calls;
  }

  private static boolean nobodyIsAskedInVainThough(Scene scene, int calls, Layer refusing)
      throws InterruptedException {
    Human human = scene.human();
    HarnessRun run = scene.run(Scene.tool().replies(Scene.DOWN).build(), human.layer(), refusing);
    boolean refused = scene.calls(run, calls).code().equals("blocked");
    return refused && human.asked.size() < calls;
  }

  private static boolean attemptsAreOneCall(Scene scene, Layer counting)
      throws InterruptedException {
    FakeTool tool = Scene.tool().replies(Scene.DOWN).build();
    HarnessRun run = scene.run(tool, counting, Retry.builder().maxAttempts(4).build());
    return !scene.calls(run, 2).code().equals("blocked") && tool.invocations().size() == 8;
  }

  private static boolean rejectedReadsNothing(Scene scene) throws InterruptedException {
    Human human = scene.human();
    HarnessRun run = scene.run(Scene.tool().build(), human.layer(), AuditInvariants.cache());
    scene.call(run);
    human.approves = false;
    return scene.call(run) instanceof ToolOutcome.Rejected;
  }

  private static boolean noClockRuns(Scene scene, Layer limit) throws InterruptedException {
    HarnessRun run = scene.run(Scene.tool().build(), scene.human().layer(), limit);
    return scene.call(run) instanceof ToolOutcome.Success;
  }

  private static boolean askedOnce(Scene scene) throws InterruptedException {
    Human human = scene.human();
    FakeTool tool = Scene.tool().onCall(1, Scene.DOWN).build();
    scene.call(scene.run(tool, human.layer(), Retry.standard()));
    return tool.invocations().size() == 2 && human.asked.size() == 1;
  }

  private static boolean rejectedCostsNothing(Scene scene) throws InterruptedException {
    Human human = scene.human();
    human.approves = false;
    HarnessRun run = scene.run(Scene.tool().build(), human.layer(), Resources.tokens(1));
    return scene.call(run) instanceof ToolOutcome.Rejected && Resources.isTokenLeft(run);
  }

  private static boolean noPermitIsHeld(Scene scene) throws InterruptedException {
    Human human = scene.human();
    HarnessRun run = scene.run(Scene.tool().build(), human.layer(), Resources.onePermit());
    AtomicBoolean free = new AtomicBoolean();
    human.whileThinking = () -> free.set(Resources.isPermitFree(run));
    return scene.call(run) instanceof ToolOutcome.Success && free.get();
  }
}
