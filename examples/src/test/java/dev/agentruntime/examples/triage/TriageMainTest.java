package dev.agentruntime.examples.triage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed wrong is said before anything is started. */
final class TriageMainTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "leak,", "leak,nonsense", "Leak"})
  void anUnknownFaultIsNamedBesideTheKnownOnes(String fault) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> TriageMain.checkedFault(fault));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("deadlock") && message.contains("'" + fault + "'"), message);
  }

  @Test
  void aFaultThatIsMissingIsSaidToBeMissing() {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> TriageMain.checkedFault(""))
                .getMessage());

    assertTrue(message.startsWith("--fault must be followed by one or more of deadlock"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "-1", "1.5", "99999999999"})
  void aTimeoutIsANumberOfSeconds(String timeout) {
    assertThrows(IllegalArgumentException.class, () -> TriageMain.checkedTimeout(timeout));
  }

  @Test
  void sensibleValuesAreTakenAsTheyAre() {
    assertEquals("leak,deadlock", TriageMain.checkedFault("leak,deadlock"));
    assertEquals(Duration.ofSeconds(90), TriageMain.checkedTimeout("90"));
  }
}
