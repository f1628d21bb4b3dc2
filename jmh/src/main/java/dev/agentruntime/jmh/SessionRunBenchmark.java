package dev.agentruntime.jmh;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.session.ConversationWindow;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionOptions;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a full session in memory cost a run without tools, beside the same run on its own? The
 * request itself, a list of langchain4j's as long as the window, is most of the difference.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SessionRunBenchmark {
  private static final String USER = "What is the weather in Tokyo?";
  private static final RunOptions SESSION = RunOptions.builder().session("s").build();

  /** How many messages are kept. */
  @Param({"20", "1000"})
  public int window;

  private AgentRuntime runtime;
  private Agent agent;
  private List<ChatMessage> conversation;

  /** Fills the session. */
  @Setup
  public void setUp() {
    SessionOptions options =
        SessionOptions.defaults().withWindow(ConversationWindow.messages(window));
    runtime =
        AgentRuntime.builder(new MockModel(0, 0))
            .sessions(new InMemorySessionStore(), options)
            .build();
    agent = runtime.agent("weather").build();
    for (int i = 0; i < window; i++) {
      runInSession();
    }
    conversation = new ArrayList<>(runInSession().summary().messages());
  }

  /** Ends the runtime. */
  @TearDown
  public void tearDown() {
    runtime.close();
  }

  /** On its own, in a runtime that has sessions. */
  @Benchmark
  public RunResult baselineRunAlone() {
    return agent.run(USER);
  }

  /** A request of a list as long as the window. */
  @Benchmark
  public ChatRequest baselineRequestAlone() {
    return ChatRequest.builder().messages(conversation).build();
  }

  /** Loads the conversation, asks with it, saves it. */
  @Benchmark
  public RunResult runInSession() {
    return agent.run(USER, SESSION);
  }
}
