package dev.agentruntime.jmh;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.stream.ModelDelta;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to stream 1,000 tokens through a run, beside a handler that collects the same
 * tokens? The model calls back at once, on the thread that asks, so all that is measured is the way
 * from there to whoever collects: a bare handler on that thread; a listener on the run's thread; a
 * reader on a third.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamBenchmark {
  private static final int TOKENS = 1_000;
  private static final String USER = "Tell me a long story.";

  private final MockStream model = new MockStream(TOKENS);
  private AgentRuntime runtime;
  private Agent agent;

  /** Makes the agent and checks that every token arrives. */
  @Setup
  public void setUp() {
    runtime = AgentRuntime.builder(model).build();
    agent = runtime.agent("story").build();
    String expected = baselineHandler();
    if (!runWithListener().equals(expected)
        || !runWithReader().equals(expected)
        || !runUnobserved().equals(expected)) {
      throw new IllegalStateException("tokens were lost");
    }
  }

  /** Ends the runtime. */
  @TearDown
  public void tearDown() {
    runtime.close();
  }

  private static final class Collector implements StreamingChatResponseHandler {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
      text.append(partial.text());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {}

    @Override
    public void onError(Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  private static final class Listener implements RunListener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void onEvent(RunEvent event) {
      if (event instanceof RunEvent.ModelStreamed(var _, int _, ModelDelta.Text(String piece))) {
        text.append(piece);
      }
    }
  }

  /** The floor: no thread, no buffer, no event. */
  @Benchmark
  public String baselineHandler() {
    Collector collector = new Collector();
    model.chat(ChatRequest.builder().messages(UserMessage.from(USER)).build(), collector);
    return collector.text.toString();
  }

  /** A run that streams to nobody. */
  @Benchmark
  public String runUnobserved() {
    return agent.run(USER).orThrow();
  }

  /** A run with a listener that collects the tokens. */
  @Benchmark
  public String runWithListener() {
    Listener listener = new Listener();
    agent.run(USER, RunOptions.builder().listener(listener).build());
    return listener.text.toString();
  }

  /** A run on a thread of its own, whose tokens another thread reads. */
  @Benchmark
  public String runWithReader() {
    StringBuilder text = new StringBuilder();
    try (RunEvents events = agent.stream(USER)) {
      for (String piece : events.text()) {
        text.append(piece);
      }
    }
    return text.toString();
  }
}
