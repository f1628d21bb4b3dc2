package dev.agentruntime.middleware.order;

import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.output.OutputCap;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What holds because memory, limits and resources stand where they do. */
final class ResourceInvariants {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Within the first back-off, with the random numbers used here. */
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private ResourceInvariants() {}

  static List<Invariant> all() {
    return Stream.concat(ofMemory().stream(), ofAttempts().stream()).toList();
  }

  private static List<Invariant> ofMemory() {
    return List.of(
        new Invariant(
            "result cache",
            "rate limit",
            "an answer from memory costs no token",
            ResourceInvariants::noTokenFromMemory),
        new Invariant(
            "result cache",
            "breaker",
            "what is remembered is served in an outage",
            ResourceInvariants::servedInAnOutage),
        new Invariant(
            "result cache",
            "bulkhead",
            "an answer from memory takes no permit",
            ResourceInvariants::noPermitFromMemory),
        new Invariant(
            "result cache",
            "redaction",
            "what is remembered was redacted",
            ResourceInvariants::redactedIsRemembered),
        new Invariant(
            "output cap",
            "redaction",
            "no cut splits a secret",
            ResourceInvariants::noCutSplitsASecret));
  }

  private static List<Invariant> ofAttempts() {
    return List.of(
        new Invariant(
            "call timeout",
            "retry",
            "attempts and back-off together keep the limit",
            ResourceInvariants::backOffKeepsTheLimit),
        new Invariant(
            "retry",
            "breaker",
            "a circuit counts every attempt",
            ResourceInvariants::circuitsCountAttempts),
        new Invariant(
            "retry",
            "rate limit",
            "every attempt costs a token",
            ResourceInvariants::attemptsCostTokens),
        new Invariant(
            "retry",
            "bulkhead",
            "no permit is held during back-off",
            ResourceInvariants::noPermitDuringBackOff),
        new Invariant(
            "retry",
            "attempt timeout",
            "each attempt has a limit of its own",
            ResourceInvariants::ownLimits),
        new Invariant(
            "breaker",
            "attempt timeout",
            "a circuit sees that a tool hangs",
            ResourceInvariants::hangingOpensTheCircuit));
  }

  private static boolean noTokenFromMemory(Scene scene) throws InterruptedException {
    HarnessRun run = scene.run(Scene.tool().build(), AuditInvariants.cache(), Resources.tokens(2));
    scene.calls(run, 2);
    return Resources.isTokenLeft(run);
  }

  private static boolean servedInAnOutage(Scene scene) throws InterruptedException {
    FakeTool tool = Scene.tool().onCall(2, Scene.DOWN).build();
    HarnessRun run =
        scene.run(tool, AuditInvariants.cache(), CircuitBreaker.builder().failures(1).build());
    scene.call(run);
    run.call("{\"query\":\"another\"}");
    return scene.call(run) instanceof ToolOutcome.Success;
  }

  private static boolean noPermitFromMemory(Scene scene) throws InterruptedException {
    FakeTool tool = Scene.tool().onCall(2, Replies.after(HOUR, Replies.text("slow"))).build();
    HarnessRun run = scene.run(tool, AuditInvariants.cache(), Resources.onePermit());
    scene.call(run);
    Thread holder = scene.meanwhile(run, "{\"query\":\"another\"}");
    scene.time().sleep(Duration.ofMinutes(1));
    boolean served = scene.call(run) instanceof ToolOutcome.Success;
    scene.time().join(holder);
    return served;
  }

  private static boolean redactedIsRemembered(Scene scene) throws InterruptedException {
    Redaction redaction = new Redaction();
    FakeTool tool = Scene.tool().replies(Replies.text(Redaction.SECRET)).build();
    HarnessRun run = scene.run(tool, AuditInvariants.cache(), redaction);
    scene.call(run);
    redaction.knowsTheSecret = false;
    return !scene.call(run).textForModel().contains(Redaction.SECRET);
  }

  private static boolean noCutSplitsASecret(Scene scene) throws InterruptedException {
    OutputCap cap = OutputCap.builder().limit(2 * OutputCap.LEAST_SHOWN).build();
    FakeTool tool = Scene.tool().replies(Replies.text(Redaction.SECRET.repeat(200))).build();
    String seen = scene.call(scene.run(tool, cap, new Redaction())).textForModel();
    return !Pattern.compile("AKIA|-012").matcher(seen).find();
  }

  private static boolean backOffKeepsTheLimit(Scene scene) throws InterruptedException {
    FakeTool tool = Scene.tool().replies(Replies.after(Duration.ofSeconds(20), Scene.DOWN)).build();
    scene.call(scene.run(tool, Timeout.of(LIMIT), Retry.standard()));
    return scene.time().elapsed().compareTo(LIMIT) <= 0;
  }

  private static boolean circuitsCountAttempts(Scene scene) throws InterruptedException {
    FakeTool tool = Scene.tool().replies(Scene.DOWN).build();
    HarnessRun run =
        scene.run(
            tool,
            Retry.builder().maxAttempts(5).build(),
            CircuitBreaker.builder().openFor(Duration.ofHours(1)).build());
    scene.call(run);
    return scene.call(run) instanceof ToolOutcome.Blocked;
  }

  private static boolean attemptsCostTokens(Scene scene) throws InterruptedException {
    FakeTool tool = Scene.tool().replies(Scene.DOWN).build();
    HarnessRun run =
        scene.run(tool, Retry.standard(), Resources.tokens(Retry.DEFAULT_MAX_ATTEMPTS));
    scene.call(run);
    return !Resources.isTokenLeft(run);
  }

  private static boolean noPermitDuringBackOff(Scene scene) throws InterruptedException {
    FakeTool tool = Scene.tool().replies(Scene.DOWN).build();
    HarnessRun run =
        scene.run(
            tool,
            Retry.builder().random(() -> new SplittableRandom(1)).build(),
            Resources.onePermit());
    AtomicBoolean free = new AtomicBoolean();
    Thread observer = scene.afterwards(AT_ONCE, () -> free.set(Resources.isPermitFree(run)));
    scene.call(run);
    scene.time().join(observer);
    return scene.time().elapsed().compareTo(AT_ONCE) > 0 && free.get();
  }

  private static boolean ownLimits(Scene scene) throws InterruptedException {
    FakeTool tool = Scene.tool().onCall(1, Replies.hang()).build();
    Timeout attempts = Timeout.builder().limit(HOUR).attemptLimit(LIMIT).build();
    return scene.call(scene.run(tool, Retry.standard(), attempts)) instanceof ToolOutcome.Success;
  }

  private static boolean hangingOpensTheCircuit(Scene scene) throws InterruptedException {
    FakeTool tool = Scene.tool().replies(Replies.hang()).build();
    Timeout attempts = Timeout.builder().limit(HOUR).attemptLimit(LIMIT).build();
    HarnessRun run =
        scene.run(tool, CircuitBreaker.builder().openFor(Duration.ofHours(1)).build(), attempts);
    return scene.calls(run, 6) instanceof ToolOutcome.Blocked;
  }
}
