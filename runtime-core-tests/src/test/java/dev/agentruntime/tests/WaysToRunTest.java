package dev.agentruntime.tests;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.artifact.InMemoryArtifactStore;
import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditRing;
import dev.agentruntime.middleware.output.ArtifactReader;
import dev.agentruntime.middleware.output.OutputCap;
import dev.agentruntime.middleware.policy.Caller;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyReplay;
import dev.agentruntime.middleware.policy.RecordedCall;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.ScriptedStreamingModel;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.method.JsonType;
import dev.langchain4j.data.message.UserMessage;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every public way to have an agent do something, found by reflection: a tool that runs was seen by
 * the chain, whichever way it was reached. A new public method fails here until it is tried.
 */
final class WaysToRunTest {
  record Count(int n) {}

  /** A way to have an agent do something. */
  @FunctionalInterface
  private interface Way {
    void go(WaysToRunTest test, Agent agent) throws InterruptedException;
  }

  private static final RunOptions SESSION =
      RunOptions.builder().tenant("acme").principal("ada").session("s").build();

  private static final Map<String, Way> WAYS =
      Map.ofEntries(
          entry("run(String)", (test, agent) -> agent.run("go")),
          entry("run(String, RunOptions)", (test, agent) -> agent.run("go", SESSION)),
          entry(
              "run(UserMessage, RunOptions)",
              (test, agent) -> agent.run(UserMessage.from("go"), SESSION)),
          entry("run(String, Class)", (test, agent) -> agent.run("go", Count.class)),
          entry(
              "run(String, JsonType, RunOptions)",
              (test, agent) -> agent.run("go", JsonType.of(Count.class), SESSION)),
          entry(
              "run(UserMessage, JsonType, RunOptions)",
              (test, agent) ->
                  agent.run(UserMessage.from("go"), JsonType.of(Count.class), SESSION)),
          entry("start(String)", (test, agent) -> agent.start("go").result()),
          entry("start(String, RunOptions)", (test, agent) -> agent.start("go", SESSION).result()),
          entry("stream(String)", (test, agent) -> readAll(agent.stream("go"))),
          entry(
              "stream(String, RunOptions)", (test, agent) -> readAll(agent.stream("go", SESSION))),
          entry("resume(Suspended)", WaysToRunTest::suspendAndResume));

  /** Of the methods of agents and runs, those that make no tool run. */
  private static final Set<String> NO_WAYS =
      Set.of(
          "name()",
          "toolChains()",
          "toString()",
          "dryRun(String, String, RunOptions)",
          "runId()",
          "result()",
          "result(Duration)",
          "events()",
          "cancel(String)",
          "progress()",
          "isDone()",
          "dryRun(String, String)",
          "agent(String)",
          "liveRuns()",
          "stragglers()",
          "listenerFailures()",
          "close()",
          "close(Duration)");

  private final Stage stage = new Stage();
  private final AuditRing ring = AuditRing.standard();
  private final Set<String> ran = ConcurrentHashMap.newKeySet();
  private final OutputCap cap =
      OutputCap.builder()
          .limit(2 * OutputCap.LEAST_SHOWN)
          .artifacts(new InMemoryArtifactStore())
          .build();
  private final AgentRuntime runtime = runtime();
  private volatile boolean open = true;

  @AfterEach
  void close() {
    stage.close();
  }

  private AgentRuntime runtime() {
    return stage.build(
        stage
            .runtime(
                ScriptedModel.of(
                    Turn.call("plain", "{}")
                        .andCall("provided", "{}")
                        .andCall("nested", "{}")
                        .andCall("long", "{}")
                        .andCall(ArtifactReader.NAME, "{\"artifact\":\"art-1\"}")
                        .andCall("gated", "{}"),
                    Turn.answer("{\"n\":1}")))
            .tools(
                noting("plain", "ok"),
                noting("gated", "ok"),
                noting("long", "word ".repeat(10_000)),
                FakeTool.named("nested").replies(this::nested).build(),
                cap.reader())
            .toolProvider(_ -> List.of(noting("provided", "ok")))
            .sessions(new InMemorySessionStore())
            .middleware(
                Governance.standard().audit(Audit.inMemory(ring).build()).outputCap(cap).build())
            .middleware(
                Anchor.APPROVAL,
                "gate",
                (call, next) ->
                    call.toolName().equals("gated") && !open
                        ? new ToolOutcome.Suspended("request", "wait")
                        : next.handle(call)));
  }

  private AgentTool noting(String name, String answer) {
    return FakeTool.named(name)
        .replies(
            call -> {
              ran.add(key(call));
              return ToolOutcome.success(answer);
            })
        .build();
  }

  private ToolOutcome nested(ToolInvocation call) {
    ran.add(key(call));
    Agent inner =
        runtime
            .agent("inner")
            .model(ScriptedModel.of(Turn.call("plain", "{}"), Turn.answer("inner")))
            .build();
    return ToolOutcome.success(inner.run("go").text());
  }

  private static String key(ToolInvocation call) {
    return call.context().runId() + " " + call.callId();
  }

  private static void readAll(RunEvents events) throws InterruptedException {
    try (events) {
      while (events.next().isPresent()) {
        assertFalse(Thread.currentThread().isInterrupted());
      }
      events.run().result();
    }
  }

  private static void suspendAndResume(WaysToRunTest test, Agent agent) {
    test.open = false;
    RunResult.Suspended suspended =
        assertInstanceOf(RunResult.Suspended.class, agent.run("go", SESSION));
    test.open = true;
    agent.resume(suspended);
  }

  private Set<String> onRecord(Class<? extends AuditRecord.OfCall> type) {
    return ring.records().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .map(record -> record.call().runId() + " " + record.call().callId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyPublicMethodIsKnownHere() {
    Set<String> known = new TreeSet<>(WAYS.keySet());
    known.addAll(NO_WAYS);
    Set<String> found =
        Stream.of(Agent.class, AgentRun.class, AgentRuntime.class)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
            .map(WaysToRunTest::signature)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(known, found);
  }

  private static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }

  static Set<String> ways() {
    return new TreeSet<>(WAYS.keySet());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyToolThatRunsIsOnRecordBefore(String way) throws InterruptedException {
    Objects.requireNonNull(WAYS.get(way)).go(this, runtime.agent("agent").build());

    assertRanUnderTheChain(6); // plain, provided, nested and plain in it, long, gated
  }

  @Test
  void everyToolThatAStreamingModelCallsIsOnRecordBefore() {
    Agent agent =
        runtime
            .agent("streaming")
            .model(
                ScriptedStreamingModel.on(
                    stage.time,
                    StreamTurn.of(Turn.call("plain", "{}").andCall("long", "{}")),
                    StreamTurn.of(Turn.answer("done"))))
            .build();
    assertInstanceOf(RunResult.Completed.class, agent.run("go"));

    assertRanUnderTheChain(2);
  }

  private void assertRanUnderTheChain(int calls) {
    assertEquals(calls, ran.size());
    assertTrue(onRecord(AuditRecord.Started.class).containsAll(ran), ring::toString);
    assertTrue(onRecord(AuditRecord.Intent.class).containsAll(ran), ring::toString);
    assertEquals(
        onRecord(AuditRecord.Started.class), onRecord(AuditRecord.Finished.class), "paired");
  }

  @Test
  void thePagerReadsUnderTheChain() {
    runtime.agent("agent").build().run("go");

    assertTrue(
        ring.records().stream()
            .anyMatch(
                record ->
                    record instanceof AuditRecord.Started started
                        && started.call().tool().equals(ArtifactReader.NAME)));
  }

  @Test
  void lookingAtCallsAndReplayingThemRunsNoTool() throws InterruptedException {
    Agent agent = runtime.agent("agent").build();
    RecordedCall recorded =
        new RecordedCall(
            ToolDescriptor.of(noting("plain", "ok")),
            ToolArguments.ofText("{}"),
            new Caller(Optional.empty(), Optional.empty(), "agent"));

    agent.dryRun("plain", "{}", SESSION);
    agent.dryRun("nested", "{}", RunOptions.none());
    recorded.dryRun(agent);
    PolicyReplay.decide(Policy.defaults(), List.of(recorded));
    open = false;
    AgentRun waiting = agent.start("go");
    waiting.result();
    int before = ran.size();
    waiting.dryRun("plain", "{}");

    assertEquals(5, before, "the run's own");
    assertEquals(before, ran.size());
  }
}
