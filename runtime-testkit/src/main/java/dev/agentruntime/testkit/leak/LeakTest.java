package dev.agentruntime.testkit.leak;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.TypedResult;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.agentruntime.tool.method.JsonType;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Pushes canaries through whole runs of a host's runtime and searches every place where texts end
 * up.
 *
 * <pre>{@code
 * LeakTest.of(
 *         Canaries.random().without("PERSON", "PLACE", "ORGANISATION"),
 *         stage -> {
 *           Redaction redaction = Redaction.standard();
 *           CapturedLog log = new CapturedLog();
 *           return stage.sink(log.sink()).builder()
 *               .middleware(myGovernance(redaction, log))
 *               .sessions(redaction.sessions(stage.sessions()))
 *               .tools(new MyTools())
 *               .build();
 *         })
 *     .calling("my_tool", "{\"query\":\"{canaries}\"}")
 *     .assertNoLeak();
 * }</pre>
 *
 * <p>The values are in the system's words, the user's, what a source of context gives, and the
 * host's attributes; the model says them by heart in text, thoughts, arguments, names of arguments
 * and of tools, and in answers of a type; tools say them in results, JSON in JSON, errors,
 * exceptions with causes, and reports of progress; the model fails with them. There is a run that
 * blocks, one that streams, one in another, ones with answers of a type, and for every index one
 * whose stream is torn there within each value.
 *
 * <p>Searched are: {@code model request}, {@code event}, {@code stream} (pieces put together),
 * {@code session}, {@code result} (text, {@code toString}, what model and tools said), {@code
 * failure}, {@code exception} (what {@code orThrow} throws), {@code checkpoint}, {@code thread
 * name}, and whatever the host names: logs, audit, approvals, artefacts, caches, effects. What the
 * user and the host said is theirs, and not looked for in what the run gives back.
 *
 * <p>A test in which nothing was found because nothing happened fails: some tool of the harness
 * must have run, and some run must have completed.
 *
 * <p>A test that finds nothing has shown that these values did not get to these places by these
 * ways, and nothing of what no detector knows. Confined to one thread.
 */
public final class LeakTest {
  /** A tool of the harness that runs an agent in the run. */
  private static final String DELEGATE = "leak_delegate";

  /** A run that asks more often than this for somebody is not going to end. */
  private static final int MOST_RESUMES = 50;

  private final Canaries canaries;
  private final Function<? super LeakStage, AgentRuntime> host;
  private final Leaks leaks;
  private final List<LeakScript.OwnCall> own = new ArrayList<>();
  private boolean played;
  private boolean toolsRan;
  private boolean completed;

  private LeakTest(Canaries canaries, Function<? super LeakStage, AgentRuntime> host) {
    this.canaries = Objects.requireNonNull(canaries, "canaries");
    this.host = Objects.requireNonNull(host, "host");
    this.leaks = Leaks.of(canaries);
  }

  /**
   * A test of the runtimes a host builds.
   *
   * @param canaries the values, of the types the host means to keep in
   * @param host builds a runtime from the stage's builder, once for each scene; the test closes it
   * @return a new test
   */
  public static LeakTest of(Canaries canaries, Function<? super LeakStage, AgentRuntime> host) {
    return new LeakTest(canaries, host);
  }

  /**
   * Has the model call a tool of the host, too.
   *
   * @param tool the tool's name
   * @param arguments JSON text; <code>{canaries}</code> in a string of it stands for the values
   * @return this test
   */
  public LeakTest calling(String tool, String arguments) {
    own.add(
        new LeakScript.OwnCall(
            Objects.requireNonNull(tool, "tool"), Objects.requireNonNull(arguments, "arguments")));
    return this;
  }

  /**
   * Lets a sink hold values of some types, because those who look there may see them.
   *
   * @param sink the sink's name
   * @param types names of types
   * @return this test
   */
  public LeakTest allow(String sink, String... types) {
    leaks.allow(sink, types);
    return this;
  }

  /**
   * Plays all scenes, once, and searches.
   *
   * @return what was found, the first of each sink, form and type
   * @throws AssertionError if nothing was found and nothing was played: no tool of the harness ran,
   *     or no run completed
   */
  public List<Leak> leaks() {
    if (!played) {
      played = true;
      LeakScript script = new LeakScript(canaries, own);
      blocking(script.talk(), LeakTest::run);
      blocking(script.delegated(DELEGATE), LeakTest::run);
      blocking(script.broken(), LeakTest::run);
      blocking(script.structured(), LeakTest::runTyped);
      blocking(script.unfit(), LeakTest::runTyped);
      streaming(LeakScript.streamed(script.talk()));
      streaming(LeakScript.streamed(script.broken()));
      for (int index = 0; index <= script.indexes(); index++) {
        streaming(script.torn(index));
      }
    }
    List<Leak> found = leaks.found();
    if (found.isEmpty() && !(toolsRan && completed)) {
      throw new AssertionError(
          "nothing was played: "
              + (toolsRan ? "tools of the harness ran" : "no tool of the harness ran")
              + (completed ? ", a run completed" : ", no run completed"));
    }
    return found;
  }

  /**
   * Plays all scenes and fails if anything was found.
   *
   * @throws AssertionError naming sinks, forms, types and the seed, and no value; or because
   *     nothing was played
   */
  public void assertNoLeak() {
    leaks();
    leaks.assertNone();
  }

  private void blocking(List<Turn> script, Scene scene) {
    play(LeakStage.blocking(canaries, script), scene);
  }

  private void streaming(List<StreamTurn> script) {
    play(LeakStage.streaming(canaries, script), LeakTest::run);
  }

  private void play(LeakStage stage, Scene scene) {
    AtomicReference<AgentRuntime> built = new AtomicReference<>();
    stage.builder().tools(delegate(built));
    Outcome outcome = new Outcome();
    try (AgentRuntime runtime = host.apply(stage)) {
      built.set(runtime);
      Agent agent = runtime.agent("leak").instructions(canaries.text()).build();
      RunResult result = scene.play(agent, canaries.text(), options(), outcome);
      outcome.add(result);
      for (int i = 0; i < MOST_RESUMES && result instanceof RunResult.Suspended waits; i++) {
        stage.decide(waits);
        result = agent.resume(waits);
        outcome.add(result);
      }
      completed |= result instanceof RunResult.Completed;
    }
    toolsRan |= stage.toolsRan();
    stage.sinks().forEach(leaks::in);
    outcome.sinks().forEach(leaks::in);
  }

  private static RunResult run(Agent agent, String text, RunOptions options, Outcome outcome) {
    return agent.run(text, options);
  }

  private static RunResult runTyped(Agent agent, String text, RunOptions options, Outcome outcome) {
    TypedResult<Told> told = agent.run(text, JsonType.of(Told.class), options);
    outcome.add(told.result());
    return told.result();
  }

  private RunOptions options() {
    return RunOptions.builder()
        .tenant("leak-tenant")
        .principal("leak-principal")
        .session("leak-session")
        .attribute("profile", canaries.text())
        .build();
  }

  /** Runs an agent of the same runtime, and hands on what it answers. */
  private AgentTool delegate(AtomicReference<AgentRuntime> runtime) {
    ToolSpecification specification =
        ToolSpecification.builder().name(DELEGATE).description("Has another agent do it.").build();
    return AgentTool.of(
        specification,
        ToolTraits.none(),
        call ->
            ToolOutcome.success(
                runtime
                    .get()
                    .agent("inner")
                    .instructions(canaries.text())
                    .build()
                    .run(canaries.text())
                    .text()));
  }

  @Override
  public String toString() {
    return "LeakTest(" + canaries + ")";
  }

  /** What an answer of a type is to be. */
  record Told(String note, int count) {}

  @FunctionalInterface
  private interface Scene {
    RunResult play(Agent agent, String text, RunOptions options, Outcome outcome);
  }
}
