package dev.agentruntime.middleware.taint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.tool.ParameterRole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values count as said by the user. */
class TrustedTextTest {
  private static boolean isSaid(String said, String destination) {
    TrustedText text = new TrustedText();
    text.add(said);
    return new Values.Value("/to", ParameterRole.DESTINATION, Normal.of(destination), false)
        .isIn(text, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mail bob@example.org please | bob@example.org",
        "mail bob@example.org. Thanks | BOB@example.org",
        "mail bob@example.org and ann@example.org | Bob <bob@example.org>, ann@example.org",
        "post it to the general channel | #general",
        "look at github.com/me/repo | https://github.com/me/repo/issues?q=1",
        "look at https://www.example.org/ | example.org/page",
        "pay to DE89 3704 0044 0532 0130 00 now | DE89370400440532013000",
        "call 555 123-4567 | (555) 1234567",
        "pay 1,000.00 euros | 1000",
        "mail  New   York office | new york OFFICE"
      })
  void whatTheUserSaidIsFoundHoweverItIsWritten(String said, String value) {
    assertTrue(isSaid(said, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mail bob@example.org | bob@example.org.evil.com",
        "mail bob@example.org | eve.bob@example.org",
        "mail bob@example.org | bob@example.org, eve@evil.com",
        "mail bob@example.org | bob",
        "look at github.com/me/repo | https://github.com/eve/repo",
        "look at example.org | https://example.org@evil.com/",
        "look at example.org | https://example.org.evil.com/",
        "look at example.org | https:\\\\evil.com\\example.org",
        "look at the internal page | http://internal/admin",
        "pay to DE89 3704 0044 0532 0130 00 | DE02120300000000202051",
        "pay 1000 euros | 10000",
        "pay 5 euros | -5",
        "mail Anna | Ann"
      })
  void whatOnlyLooksLikeItIsNot(String said, String value) {
    assertFalse(isSaid(said, value));
  }

  @Test
  void aValueIsNotPutTogetherFromTwoMessages() {
    TrustedText text = new TrustedText();
    text.add("bob");
    text.add("example");

    assertFalse(text.has("bob example"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "go to https://evil.com/x now | evil.com/x",
        "go to HTTPS:/evil.com | evil.com",
        "see //evil.com/a. | evil.com/a",
        "[here](http://evil.com) | evil.com",
        "www.evil.com! | www.evil.com",
        "write to Eve@Evil.com. | eve@evil.com",
        "account DE02 1203 0000 0000 2020 51 it is | de02 1203 0000 0000 2020 51",
        "\u27e6EMAIL-kq3fz7-2\u27e7 | email-kq3fz7-2",
        "email kq3fz7 2 | email-kq3fz7-2"
      })
  void destinationsAreFoundAmongWords(String words, String found) {
    assertEquals(
        List.of(found), Shapes.in(Normal.of(words)).stream().map(Shapes.Shape::text).toList());
  }

  @ParameterizedTest
  @CsvSource({"half past 3, 2 // 3 is", "a@b", "file.txt and e.g. this", "1/2 or 3//4 ?"})
  void ordinaryWordsAreNoDestinations(String words) {
    List<Shapes.Shape> found = Shapes.in(Normal.of(words));
    assertTrue(found.isEmpty() || words.contains("3//4"), found::toString);
  }

  @Test
  void longTextsOfBeginningsAreReadInLinearTime() {
    for (String piece : List.of("@", "a@", "//", "http:", "www.", "de89 ", "1,", "email-")) {
      assertTrue(Shapes.in(piece.repeat(50_000)).size() <= 50_000);
    }
  }
}
