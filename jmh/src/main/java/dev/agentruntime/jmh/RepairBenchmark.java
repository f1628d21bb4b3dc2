package dev.agentruntime.jmh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.agentruntime.json.Decoded;
import dev.agentruntime.json.JsonDecoder;
import dev.agentruntime.json.Shape;
import io.github.haibiiin.json.repair.JSONRepair;
import io.github.haibiiin.json.repair.RepairFailureException;
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
 * What does it cost to read 200 bytes of arguments that are no JSON, beside the strict reading of
 * the same arguments unbroken, and beside what others take for a text that each of them can read?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RepairBenchmark {
  private static final String VALID =
      """
      {"service":"checkout","region":"eu-west-1","limit":50,"threshold":0.95,"levels":["WARN",\
      "ERROR"],"window":{"from":0,"to":3600},"includeTraces":true,"reason":"p99 rose from 80 ms to\
       2 s after the deploy"}\
      """;

  /** Python's notation in a fence, with a comma too many and a quote not escaped. */
  private static final String DAMAGED =
      "```json\n"
          + VALID
              .replace("true", "True")
              .replace("]", ",]")
              .replace("\"region\"", "'region'")
              .replace("80 ms", "\"80 ms\"")
          + "\n```";

  /** What Jackson's lenient features can read. */
  private static final String MILD = VALID.replace("]", ",]").replace("\"region\"", "'region'");

  /** What the library can read. */
  private static final String CUT = VALID.substring(0, VALID.indexOf(",\"includeTraces"));

  private final JsonDecoder decoder = JsonDecoder.tolerant().expecting(Shape.OBJECT);

  private final ObjectReader lenient =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .build()
          .readerFor(JsonNode.class);

  /**
   * The baseline: nothing is broken.
   *
   * @return the value
   */
  @Benchmark
  public Decoded baselineValid() {
    return decoder.decode(VALID);
  }

  /**
   * Broken in five ways.
   *
   * @return the value
   */
  @Benchmark
  public Decoded damaged() {
    return decoder.decode(DAMAGED);
  }

  /**
   * Broken in two ways.
   *
   * @return the value
   */
  @Benchmark
  public Decoded mild() {
    return decoder.decode(MILD);
  }

  /**
   * The same, by Jackson.
   *
   * @return the value
   * @throws JsonProcessingException never
   */
  @Benchmark
  public JsonNode mildByJackson() throws JsonProcessingException {
    return lenient.readTree(MILD);
  }

  /**
   * Cut short.
   *
   * @return the value
   */
  @Benchmark
  public Decoded cut() {
    return decoder.decode(CUT);
  }

  /**
   * The same, by the library, and its text read.
   *
   * @return the value
   * @throws JsonProcessingException never
   * @throws RepairFailureException never
   */
  @Benchmark
  public JsonNode cutByLibrary() throws JsonProcessingException, RepairFailureException {
    return lenient.readTree(new JSONRepair().handle(CUT));
  }
}
