package dev.agentruntime.jmh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.agentruntime.json.schema.JsonSchema;
import dev.agentruntime.json.schema.Violation;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ArgumentReader;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.method.ToolMethods;
import dev.langchain4j.agent.tool.Tool;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to parse, validate and bind 200 bytes of valid arguments and call a method that
 * does nothing, beside a strict Jackson tree of the same text? The bound is 1.5 times.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DecodeBenchmark {
  private static final String TEXT =
      """
      {"service":"checkout","region":"eu-west-1","limit":50,"threshold":0.95,"levels":["WARN",\
      "ERROR"],"window":{"from":0,"to":3600},"includeTraces":true,"reason":"p99 rose from 80 ms to\
       2 s after the deploy"}\
      """;

  private final ObjectReader tree =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private final AgentTool tool = ToolMethods.of(new Logs()).getFirst();
  private final ArgumentReader reader = tool.argumentReader().orElseThrow();
  private final JsonSchema schema = JsonSchema.of(tool.specification().parameters());
  private final ToolArguments parsed = ToolArguments.ofText(TEXT);

  /**
   * The baseline.
   *
   * @return the tree
   * @throws JsonProcessingException never
   */
  @Benchmark
  public JsonNode baselineStrictTree() throws JsonProcessingException {
    return tree.readTree(TEXT);
  }

  /**
   * The text of a call parsed as strictly, without looking at what it holds.
   *
   * @return the tree
   */
  @Benchmark
  public JsonNode parse() {
    return ToolArguments.ofText(TEXT).object();
  }

  /**
   * From text to a finished call.
   *
   * @return the outcome
   * @throws Exception never
   */
  @Benchmark
  public ToolOutcome parseValidateCall() throws Exception {
    return tool.call(new OneInvocation(ToolArguments.ofText(TEXT)));
  }

  /**
   * From a tree somebody else has parsed to a finished call.
   *
   * @return the outcome
   * @throws Exception never
   */
  @Benchmark
  public ToolOutcome validateCall() throws Exception {
    parsed.object();
    return tool.call(new OneInvocation(parsed));
  }

  /**
   * The text of a call parsed and held against the tool's schema, as for a tool without a reader of
   * its own.
   *
   * @return what is wrong, which is nothing
   */
  @Benchmark
  public List<Violation> parseValidateBySchema() {
    return schema.validate(ToolArguments.ofText(TEXT).object());
  }

  /**
   * From text to a finished call by way of the check that comes before any policy: what the check
   * read is used by the call.
   *
   * @return the outcome
   * @throws Exception never
   */
  @Benchmark
  public ToolOutcome parseCheckCall() throws Exception {
    ToolArguments arguments = ToolArguments.ofText(TEXT);
    if (!reader.read(arguments).isEmpty()) {
      throw new IllegalStateException("the arguments must be valid");
    }
    return tool.call(new OneInvocation(arguments));
  }

  /** How bad a log line has to be. */
  enum Level {
    INFO,
    WARN,
    ERROR
  }

  /**
   * A span of time before now.
   *
   * @param from how many seconds ago it began
   * @param to how many seconds it lasted
   */
  record Window(int from, int to) {}

  /** Tools that do nothing. */
  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the library calls it
  private static final class Logs {
    @Tool("Searches the log of a service")
    String search(
        String service,
        String region,
        int limit,
        double threshold,
        List<Level> levels,
        Window window,
        boolean includeTraces,
        String reason) {
      return service;
    }
  }
}
