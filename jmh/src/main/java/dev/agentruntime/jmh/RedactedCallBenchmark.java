package dev.agentruntime.jmh;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.middleware.redact.boundary.Redaction;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
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
 * What does redaction cost a governed call, whose arguments are decoded before? Baselines: {@link
 * #baselineWhole}, the same layers without it; {@link #alone}, it and no other layer; and {@link
 * #look}, one look at what the tool says.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseG1GC"})
public class RedactedCallBenchmark {
  private static final int TEXTS = 64;

  /** What the tool says; the model's arguments are clean JSON. */
  @Param({"clean", "json", "json-email"})
  String text = "clean";

  /** How many characters the arguments have, and the result. */
  @Param({"200", "4096"})
  int size = 200;

  private final Redactor mask = Detection.standard().build().mask();
  private final String[] subjects = new String[TEXTS];
  private GovernedCall redacted;
  private GovernedCall whole;
  private GovernedCall alone;
  private int next;

  @Setup(Level.Trial)
  public void compose() {
    redacted = redacted(text, size);
    whole = calls(text, size, GovernanceLayers.whole());
    alone = calls(text, size, List.of(Redaction.standard()));
    for (int i = 0; i < subjects.length; i++) {
      subjects[i] = RedactionTexts.answer(text, i, size);
    }
  }

  /** Calls through all layers and redaction, whose tool answers with such a text. */
  static GovernedCall redacted(String text, int size) {
    return calls(text, size, GovernanceLayers.redacted("search", "/query"));
  }

  private static GovernedCall calls(String text, int size, Iterable<Layer> layers) {
    return new GovernedCall(
        GovernedCall.READS,
        layers,
        number -> RedactionTexts.answer("json", number, size),
        number -> RedactionTexts.answer(text, number, size));
  }

  @Benchmark
  public ToolOutcome redacted() throws InterruptedException {
    return redacted.call();
  }

  @Benchmark
  public ToolOutcome alone() throws InterruptedException {
    return alone.call();
  }

  @Benchmark
  public ToolOutcome baselineWhole() throws InterruptedException {
    return whole.call();
  }

  @Benchmark
  public String look() {
    return mask.redact(subjects[next++ & TEXTS - 1]);
  }
}
