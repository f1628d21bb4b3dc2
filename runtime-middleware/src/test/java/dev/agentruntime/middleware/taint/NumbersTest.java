package dev.agentruntime.middleware.taint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How numbers of a text are read. */
class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "19.99 | 19.99",
        "1.50 | 1.5",
        "1,2,3 | ''",
        "10.0.0.5 | ''",
        "1,000 | 1000 1",
        "1.000,50 | 1000.5",
        "1'234'567.8 | 1234567.8",
        "1234,567 | 1234.567",
        "12,34 | 12.34"
      })
  void aSeparatorIsOneOfThousandsOnlyBeforeThreeDigits(String said, String read) {
    List<String> forms = new ArrayList<>();
    Numbers.of(said, forms);

    Set<String> expected = read.isEmpty() ? Set.of() : Set.of(read.split(" "));
    assertEquals(expected, Set.copyOf(forms));
  }
}
