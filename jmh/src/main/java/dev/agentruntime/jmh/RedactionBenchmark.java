package dev.agentruntime.jmh;

import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.middleware.redact.detect.Detection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to look through a text for what must not be seen, and to take it out? Baseline:
 * {@link #baselinePlainPatterns}, a dozen regular expressions one after the other, which find less.
 * The hostile texts are all beginnings of values and no value; their time must grow as the text
 * does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
public class RedactionBenchmark {
  /** What is in the text; of a value, one in each kilobyte. */
  @Param({
    "clean",
    "numbers",
    "email",
    "card",
    "key",
    "hostile-at",
    "hostile-digits",
    "hostile-colons"
  })
  String text = "clean";

  /** How many characters it has. */
  @Param({"1024", "4096", "16384"})
  int size = 1_024;

  private final Redactor mask = Detection.standard().build().mask();
  private String subject = "";

  @Setup(Level.Trial)
  public void setUp() {
    subject = RedactionTexts.named(text, size);
  }

  @Benchmark
  public String mask() {
    return mask.redact(subject);
  }

  @Benchmark
  public String baselinePlainPatterns() {
    return PlainPatterns.redact(subject);
  }
}
