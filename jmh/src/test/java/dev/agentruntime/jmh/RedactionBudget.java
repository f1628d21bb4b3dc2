package dev.agentruntime.jmh;

import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.middleware.redact.detect.Detection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What looking for values allocates as the source is written, before any optimisation: nothing
 * where there are none. See {@link AllocationMeter}.
 */
final class RedactionBudget {

  @BeforeAll
  static void nothingIsOptimised() {
    AllocationMeter.requireOption("TieredStopAtLevel", "1");
  }

  @ParameterizedTest
  @CsvSource({"clean,1024", "clean,16384", "numbers,1024", "numbers,16384"})
  void aTextWithoutValuesTakesNoByte(String text, int size) throws Exception {
    Redactor mask = Detection.standard().build().mask();
    String subject = RedactionTexts.named(text, size);
    AllocationMeter.assertAtMost(
        0, AllocationMeter.bytes(() -> mask.redact(subject)), "a look at " + size + " of " + text);
  }

  @ParameterizedTest
  @CsvSource({
    "json, 200, 480",
    "json, 4096, 480",
    "json-email, 200, 2300",
    "json-email, 4096, 23000"
  })
  void aGovernedCallTakesWhatIsReplacedOnTop(String text, int size, int bound) throws Exception {
    AllocationMeter.assertAtMost(
        bound,
        AllocationMeter.bytes(RedactedCallBenchmark.redacted(text, size)::call),
        "a governed call of " + size + " characters of " + text);
  }
}
