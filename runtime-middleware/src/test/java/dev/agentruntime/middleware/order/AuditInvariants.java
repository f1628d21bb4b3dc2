package dev.agentruntime.middleware.order;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditRecord.Finished;
import dev.agentruntime.audit.AuditRecord.Intent;
import dev.agentruntime.audit.AuditRecord.Proposed;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditRing;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.enrich.ContextEnrichment;
import dev.agentruntime.middleware.failure.FailureLimit;
import dev.agentruntime.middleware.loop.LoopDetection;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What holds because the audit, and what completes the arguments, stand where they do. */
final class AuditInvariants {
  private AuditInvariants() {}

  static List<Invariant> all() {
    return Stream.concat(ofRefusals().stream(), ofContents().stream()).toList();
  }

  private static List<Invariant> ofRefusals() {
    return List.of(
        new Invariant(
            "audit",
            "loop detection",
            "a refused repetition is on record",
            scene -> everyCallIsOnRecord(scene, 5, LoopDetection.standard())),
        new Invariant(
            "audit",
            "failure limit",
            "a call refused after failures is on record",
            scene -> everyCallIsOnRecord(scene, 4, FailureLimit.standard())),
        new Invariant(
            "audit",
            "approval",
            "a call that a person rejects is on record",
            AuditInvariants::rejections),
        new Invariant(
            "audit",
            "result cache",
            "an answer from memory is on record",
            AuditInvariants::answersFromMemory),
        new Invariant(
            "audit",
            "rate limit",
            "a call without a token is on record",
            scene -> everyCallIsOnRecord(scene, 2, Resources.tokens(1))),
        new Invariant(
            "audit",
            "breaker",
            "a call that an open circuit refuses is on record",
            scene -> everyCallIsOnRecord(scene, 6, CircuitBreaker.standard())));
  }

  private static List<Invariant> ofContents() {
    return List.of(
        new Invariant(
            "audit",
            "retry",
            "a call with two attempts is one account",
            AuditInvariants::oneAccountPerCall),
        new Invariant(
            "audit",
            "redaction",
            "the account is of the result that was redacted",
            AuditInvariants::redactedResults),
        new Invariant(
            "enrichment",
            "audit",
            "the intent on record is what executes",
            AuditInvariants::intents),
        new Invariant(
            "enrichment",
            "approval",
            "a person sees the arguments that execute",
            AuditInvariants::argumentsAsked));
  }

  private static boolean everyCallIsOnRecord(Scene scene, int calls, Layer refusing)
      throws InterruptedException {
    AuditRing ring = AuditRing.standard();
    HarnessRun run =
        scene.run(Scene.tool().replies(Scene.DOWN).build(), Audit.inMemory(ring).build(), refusing);
    boolean refused = scene.calls(run, calls).code().equals("blocked");
    return refused && count(ring, Proposed.class) == calls && count(ring, Finished.class) == calls;
  }

  private static boolean rejections(Scene scene) throws InterruptedException {
    AuditRing ring = AuditRing.standard();
    Human human = scene.human();
    human.approves = false;
    scene.call(scene.run(Scene.tool().build(), Audit.inMemory(ring).build(), human.layer()));
    return count(ring, Finished.class) == 1;
  }

  private static boolean answersFromMemory(Scene scene) throws InterruptedException {
    AuditRing ring = AuditRing.standard();
    scene.calls(scene.run(Scene.tool().build(), Audit.inMemory(ring).build(), cache()), 2);
    return count(ring, Finished.class) == 2;
  }

  private static boolean oneAccountPerCall(Scene scene) throws InterruptedException {
    AuditRing ring = AuditRing.standard();
    FakeTool tool = Scene.tool().onCall(1, Scene.DOWN).build();
    scene.call(scene.run(tool, Audit.inMemory(ring).build(), Retry.standard()));
    return count(ring, Proposed.class) == 1 && only(ring, Finished.class).attempts() == 2;
  }

  private static boolean redactedResults(Scene scene) throws InterruptedException {
    AuditRing ring = AuditRing.standard();
    FakeTool tool = Scene.tool().replies(Replies.text(Redaction.SECRET)).build();
    scene.call(scene.run(tool, Audit.inMemory(ring).build(), new Redaction()));
    AuditRecord.Payload result = only(ring, Finished.class).result();
    return result != null && result.characters() == "[secret]".length();
  }

  private static boolean intents(Scene scene) throws InterruptedException {
    AuditRing ring = AuditRing.standard();
    Audit audit = Audit.inMemory(ring).redactor(text -> text).build();
    scene.call(scene.run(Scene.tool().build(), tenant(), audit));
    return only(ring, Intent.class).arguments().shown().orElse("").contains("acme");
  }

  private static boolean argumentsAsked(Scene scene) throws InterruptedException {
    Human human = scene.human();
    scene.call(scene.run(Scene.tool().build(), tenant(), human.layer()));
    return human.asked.getFirst().contains("acme");
  }

  private static ContextEnrichment tenant() {
    return ContextEnrichment.builder().supply("*", "tenant", call -> "acme").build();
  }

  static ResultCache cache() {
    return ResultCache.builder().cache("*", Duration.ofHours(1)).build();
  }

  private static long count(AuditRing ring, Class<? extends AuditRecord> type) {
    return ring.records().stream().filter(type::isInstance).count();
  }

  private static <R extends AuditRecord> R only(AuditRing ring, Class<R> type) {
    return ring.records().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce(
            (first, second) -> {
              throw new AssertionError("two of " + type);
            })
        .orElseThrow();
  }
}
