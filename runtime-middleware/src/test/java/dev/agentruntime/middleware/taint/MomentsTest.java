package dev.agentruntime.middleware.taint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which days and times people have named. */
class MomentsTest {
  private static boolean said(String text, String value) {
    TrustedText trusted = new TrustedText();
    trusted.add("Something before.");
    trusted.has("2001-01-01");
    trusted.add(text);
    return trusted.has(Normal.of(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "At 12:00 on 2026-05-19 | 2026-05-19 12:00",
        "At 12:00 on 2026-05-19 | 2026-05-19T12:00:00",
        "on May 5th, 2026 at 3 pm | 2026-05-05 15:00",
        "on May 5 from 9:30am | 2026-05-05T09:30",
        "the 5th of May 2026 | 2026-05-05",
        "5 Sept. 2026 | 2026-09-05",
        "from January 11th to January 15th 2026 | 2026-01-11",
        "by 3/4/2026 | 2026-03-04",
        "by 3/4/2026 | 2026-04-03",
        "due 24.12.2026, noon | 2026-12-24 12:00",
        "Before 12 am | 00:00",
        "at midnight | 00:00",
      })
  void aMomentIsFoundHoweverPeopleWroteIt(String text, String value) {
    assertEquals(true, said(text, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "on May 5th, 2026 | 2027-05-05",
        "on May 5th | 2026-05-06",
        "on 2026-05-19 | 2026-05-19 12:00",
        "on 2026-05-19 | 12:00",
        "at 12:00 | 2026-05-19 12:00",
        "this afternoon | 12:00",
        "at 3:00 pm | 03:00",
        "for 3 people | 03:00",
        "at 12:00 on 2026-05-19 | 2026-05-19 12:00:30",
        "at 12:00 on 2026-05-19 | 2026-05-19T12:00Z",
        "room 12 of May 5th House | 2026-12-05",
        "on May 45th | 2026-05-45",
        "at 25:00 | 25:00 x",
      })
  void aMomentOfWhichAnyPartWasNotNamedIsNot(String text, String value) {
    assertEquals(false, said(text, value));
  }
}
