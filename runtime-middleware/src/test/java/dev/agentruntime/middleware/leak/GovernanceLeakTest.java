package dev.agentruntime.middleware.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.middleware.CallLogger;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.PanicRecovery;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditFile;
import dev.agentruntime.middleware.audit.AuditKey;
import dev.agentruntime.middleware.audit.AuditRing;
import dev.agentruntime.middleware.cache.ResultCache;
import dev.agentruntime.middleware.effect.EffectGuard;
import dev.agentruntime.middleware.model.ModelRetry;
import dev.agentruntime.middleware.output.OutputCap;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.policy.PolicyRule;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.middleware.redact.boundary.Redaction;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.middleware.taint.Taint;
import dev.agentruntime.middleware.waiting.Backoff;
import dev.agentruntime.testkit.leak.Canaries;
import dev.agentruntime.testkit.leak.Canary;
import dev.agentruntime.testkit.leak.CapturedLog;
import dev.agentruntime.testkit.leak.Leak;
import dev.agentruntime.testkit.leak.LeakStage;
import dev.agentruntime.testkit.leak.LeakTest;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolTrait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs through the whole governance: no value gets anywhere it was not meant to be. */
class GovernanceLeakTest {
  /** What the library's own detectors find; names have no form. */
  private final Canaries canaries =
      Canaries.random()
          .only(
              Detection.standard().build().types().stream()
                  .map(EntityType::name)
                  .toArray(String[]::new));

  private final AtomicInteger scenes = new AtomicInteger();
  private final AtomicInteger filed = new AtomicInteger();

  @TempDir Path directory;

  @Test
  void everyTypeOfTheLibraryHasACanary() throws IllegalAccessException {
    Set<String> types = new TreeSet<>();
    for (Field field : EntityType.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())
          && field.get(null) instanceof EntityType(String name)) {
        types.add(name);
      }
    }
    assertEquals(
        types,
        Canaries.random().all().stream()
            .map(Canary::type)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void aCanaryIsFoundWhateverItsSeed() {
    Detection detection = Detection.standard().build();
    for (long seed = 0; seed < 300; seed++) {
      for (Canary canary : Canaries.seeded(seed).all()) {
        if (detection.types().contains(new EntityType(canary.type()))) {
          String masked = detection.mask().redact(canary.sentence());
          assertFalse(masked.contains(canary.value()), seed + " " + canary + ": " + masked);
        }
      }
    }
  }

  /** What stands in one string must not hide what stands in the next. */
  @Test
  void aCanaryIsFoundAmongTheOthersInJsonWhateverItsSeed() {
    Redactor mask = Detection.standard().build().mask();
    String[] types = canaries.all().stream().map(Canary::type).toArray(String[]::new);
    for (long seed = 0; seed < 300; seed++) {
      List<Canary> all = Canaries.seeded(seed).only(types).all();
      String object =
          all.stream()
              .map(canary -> "\"%1$s\":\"%1$s\"".formatted(canary.sentence()))
              .collect(Collectors.joining(",", "{", "}"));
      String masked = mask.redact(object);
      for (Canary canary : all) {
        assertFalse(masked.contains(canary.value()), seed + " " + canary + ": " + masked);
      }
    }
  }

  @Test
  void noValueLeavesAGovernedRun() {
    LeakTest.of(canaries, stage -> governed(stage, redaction()))
        .calling("own_mail", "{\"to\":\"{canaries}\"}")
        .calling("own_read", "{\"query\":\"{canaries}\"}")
        .calling("own_read", "{\"query\":\"{canaries}\"}")
        .calling("own_flaky", "{\"query\":\"{canaries}\"}")
        .calling("own_long", "{\"query\":\"{canaries}\"}")
        .calling("own_edited", "{\"query\":\"{canaries}\"}")
        .calling("own_rejected", "{\"query\":\"{canaries}\"}")
        .calling("own_answered", "{\"query\":\"{canaries}\"}")
        .calling("own_denied", "{\"query\":\"{canaries}\"}")
        .calling("own_defect", "{\"query\":\"{canaries}\"}")
        .calling("own_slow", "{\"query\":\"{canaries}\"}")
        .assertNoLeak();
    assertTrue(filed.get() > 0, "the audit must have been filed to be searched");
  }

  @Test
  void withoutTheRedactionLayerTheSameRunsLeak() {
    Set<String> sinks =
        LeakTest.of(
                canaries.only("EMAIL", "SECRET"),
                stage -> {
                  Redaction redaction = redaction();
                  return parts(stage).middleware(everything(stage, redaction).build()).build();
                })
            .calling("own_mail", "{\"to\":\"{canaries}\"}")
            .calling("own_edited", "{\"query\":\"{canaries}\"}")
            .calling("own_long", "{\"query\":\"{canaries}\"}")
            .leaks()
            .stream()
            .map(Leak::sink)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(
        sinks.containsAll(
            List.of(
                "model request", "event", "session", "result", "approval", "artifact", "effect")),
        sinks::toString);
  }

  @Test
  void aRedactorOfALayersOwnKeepsItsSinkCleanWithoutTheRedactionLayer() {
    Set<String> sinks =
        LeakTest.of(canaries.only("EMAIL", "SECRET"), this::redactingByLayer).leaks().stream()
            .map(Leak::sink)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(sinks.contains("model request"), sinks::toString);
    assertFalse(sinks.contains("log"), sinks::toString);
    assertFalse(sinks.contains("audit"), sinks::toString);
    assertFalse(sinks.contains("approval display"), sinks::toString);
  }

  private AgentRuntime redactingByLayer(LeakStage stage) {
    Redactor redactor = redaction().redactor();
    CapturedLog log = new CapturedLog();
    AuditRing ring = AuditRing.standard();
    Approvals approvals = Approvals.inMemory();
    List<Object> shown = new ArrayList<>();
    stage
        .sink(log.sink())
        .sink("audit", ring::records)
        .sink("approval display", () -> shown)
        .whenSuspended(_ -> shown.addAll(approved(approvals)));
    return parts(stage)
        .middleware(
            Governance.standard()
                .panicRecovery(new PanicRecovery().redactedBy(redactor))
                .logger(CallLogger.builder().logger(log).redactor(redactor).logValues("*").build())
                .audit(Audit.inMemory(ring).redactor(redactor).build())
                .approval(
                    Approval.builder(approvals)
                        .ask("leak_tell_json")
                        .redactor(redactor)
                        .suspending()
                        .build())
                .build())
        .build();
  }

  /** Approves what is open, and says what was shown of it. */
  private static List<Object> approved(Approvals approvals) {
    List<Object> shown = new ArrayList<>();
    for (ApprovalCase open : approvals.open()) {
      ApprovalRequest request = open.request();
      shown.addAll(List.of(request.display(), request.reasons(), request.toString()));
      approvals.approve(request.id(), request.argumentsDigest(), Approver.of("boss"));
    }
    return shown;
  }

  private Redaction redaction() {
    return Redaction.of(Detection.standard().build()).resolve("own_mail", EntityType.EMAIL).build();
  }

  private AgentRuntime governed(LeakStage stage, Redaction redaction) {
    return parts(stage)
        .sessions(redaction.sessions(stage.sessions()))
        .middleware(everything(stage, redaction).redaction(redaction).build())
        .build();
  }

  private AgentRuntime.Builder parts(LeakStage stage) {
    String text = canaries.text();
    return stage
        .builder()
        .tools(
            FakeTool.named("own_mail").replies(Replies.echo()).build(),
            FakeTool.named("own_read")
                .traits(ToolTrait.READ_ONLY, ToolTrait.CACHEABLE)
                .replies(Replies.text(text))
                .build(),
            FakeTool.named("own_flaky")
                .traits(ToolTrait.READ_ONLY, ToolTrait.IDEMPOTENT)
                .replies(Replies.failure(() -> new ConnectException(text)))
                .build(),
            FakeTool.named("own_long")
                .replies(Replies.text((text + "\n" + "x".repeat(300) + "\n").repeat(20)))
                .build(),
            FakeTool.named("own_edited").replies(Replies.echo()).build(),
            FakeTool.answering("own_rejected", text),
            FakeTool.answering("own_answered", text),
            FakeTool.answering("own_denied", text),
            FakeTool.named("own_slow")
                .traits(ToolTrait.INTERRUPTIBLE)
                .replies(Replies.hang())
                .build(),
            FakeTool.answering("own_defect", text))
        .modelMiddleware(
            ModelRetry.builder()
                .backoff(new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)))
                .build())
        .middleware(
            Anchor.LOOP,
            "defective",
            (call, next) -> {
              if (call.toolName().equals("own_defect")) {
                throw new IllegalStateException(text, new IOException(text));
              }
              call.decided("defective", "passed", "nothing to say");
              return next.handle(call);
            });
  }

  private GovernanceBuilder everything(LeakStage stage, Redaction redaction) {
    CapturedLog log = new CapturedLog();
    Approvals approvals = Approvals.inMemory();
    Set<String> asked = new TreeSet<>();
    WatchedEffects effects = new WatchedEffects();
    WatchedArtifacts artifacts = new WatchedArtifacts();
    stage
        .whenSuspended(_ -> decide(approvals, asked))
        .sink(log.sink())
        .sink("approval", () -> shown(approvals, asked))
        .sink("effect", effects::kept)
        .sink("artifact", artifacts::kept);
    return Governance.standard()
        .logger(
            CallLogger.builder().logger(log).redactor(redaction.redactor()).logValues("*").build())
        .audit(audit(stage))
        .policy(
            PolicyLayer.of(
                Policy.defaults()
                    .with(PolicyRule.deny("no-denied", "this is never done").tool("own_denied"))
                    .with(PolicyRule.ask("ask-edited", "somebody must look").tool("own_edited"))))
        .approval(
            Approval.builder(approvals)
                .ask("own_rejected")
                .ask("own_answered")
                .suspending()
                .build())
        .outputCap(OutputCap.builder().limit("own_long", 2_000).artifacts(artifacts).build())
        .resultCache(ResultCache.builder().cache("own_read", Duration.ofMinutes(5)).build())
        .effectGuard(EffectGuard.builder(effects).guard("own_mail", true).build())
        .timeout("own_slow", Duration.ofMillis(20))
        .taint(Taint.standard())
        .retry(
            Retry.builder()
                .backoff(new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)))
                .build());
  }

  /** In memory for one scene, in a file for the next. */
  private Audit audit(LeakStage stage) {
    int scene = scenes.incrementAndGet();
    if (scene % 2 == 0) {
      AuditRing ring = AuditRing.standard();
      stage.sink("audit ring", ring::records);
      return Audit.inMemory(ring).build();
    }
    try {
      Path segments = directory.resolve("scene-" + scene);
      AuditKey key = AuditKey.random();
      AuditFile file = AuditFile.open(segments, key);
      stage.sink(
          "audit file",
          () -> {
            file.close();
            return lines(segments);
          });
      return Audit.to(file, key).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> lines(Path segments) {
    try (Stream<Path> files = Files.list(segments)) {
      List<String> lines = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
      filed.addAndGet(lines.size());
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void decide(Approvals approvals, Set<String> asked) {
    Approver boss = Approver.of("boss");
    for (ApprovalCase open : approvals.open()) {
      ApprovalRequest request = open.request();
      asked.add(request.id());
      switch (request.tool().name()) {
        case "own_rejected" ->
            approvals.reject(request.id(), request.argumentsDigest(), canaries.text(), boss);
        case "own_answered" ->
            approvals.respond(request.id(), request.argumentsDigest(), canaries.text(), boss);
        default ->
            approvals.approveWithEdits(
                request.id(),
                request.argumentsDigest(),
                JsonNodeFactory.instance.objectNode().put("query", canaries.text()),
                boss);
      }
    }
  }

  /** All that the store has but the words of the person who decided, which are that person's. */
  private static List<Object> shown(Approvals approvals, Set<String> asked) {
    List<Object> shown = new ArrayList<>();
    for (String id : asked) {
      ApprovalCase settled = approvals.find(id).orElseThrow();
      shown.add(settled.toString());
      shown.add(settled.request());
      shown.add(settled.request().display().text());
      shown.add(Map.of("state", settled.state()));
    }
    return shown;
  }
}
