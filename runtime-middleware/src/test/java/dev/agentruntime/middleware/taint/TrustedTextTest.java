package dev.agentruntime.middleware.taint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.tool.ParameterRole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values count as said by the user. */
class TrustedTextTest {
  private static boolean isSaid(String said, String destination) {
    TrustedText text = new TrustedText();
    text.add(said);
    return Values.Value.of("/to", ParameterRole.DESTINATION, destination).isIn(text, true);
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.com(@evil.com/x",
        "https://good.com'@evil.com/x",
        "https://good.com\"@evil.com/x",
        "https://good.com(.evil.com",
        "https://good.com\n.evil.com",
        "https://good.com\tnow",
        "https://good.com\u0000.evil.com",
        "https://good.com .evil.com",
        "go to https://good.com for me",
        "https://a@evil.com@good.com/",
        "evil.com:/good.com",
        "evil.com://good.com",
        "http://internal:/good.com",
        "evil.com/(https://good.com",
        "evil.com <https://good.com>",
        "<https://good.com(@evil.com>"
      })
  void aUrlIsKnownOnlyAsAWholeAndAsEveryReaderTakesIt(String url) {
    assertFalse(isSaid("read https://good.com now please", url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.com/a_(b)",
        "https://good.com/x?a=1&b=2",
        "<https://good.com>",
        "Good <https://www.good.com/>"
      })
  void aUrlUnderASaidHostIsKnownWhateverItsPathHolds(String url) {
    assertTrue(isSaid("read https://good.com", url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(bob@example.org)", "mailto:bob@example.org", "Bob <bob@example.org>"})
  void anAddressIsKnownWithItsBrackets(String address) {
    assertTrue(isSaid("mail bob@example.org", address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.com/(bob@example.org",
        "mailto:bob@example.org?bcc=eve",
        "to bob@example.org"
      })
  void anAddressWithWordsAroundItIsNot(String address) {
    assertFalse(isSaid("mail bob@example.org", address));
  }

  @Test
  void wordsThatHoldAUrlAreReadAsFarAsItsReadersMightGo() {
    TrustedText text = new TrustedText();
    text.add("read https://good.com");

    assertTrue(text.hasAll(Shapes.in("as (https://good.com) and \"https://good.com/x\", say.")));
    assertFalse(text.hasAll(Shapes.in("as https://good.com(@evil.com/x says")));
    assertFalse(text.hasAll(Shapes.in("as https://good.com'@evil.com says")));
    assertFalse(text.hasAll(Shapes.in("as http://internal:/good.com says")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.com\\@evil.com/",
        "https:\\\\good.com",
        "https://good.com/a\\b",
        "https://good.com/?\\"
      })
  void aUrlWithABackslashIsNeverKnown(String url) {
    assertFalse(isSaid("read https://good.com", url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/me/repo/../../evil/x",
        "https://github.com/me/repo/./x",
        "https://github.com/me/repo/%2e%2e/%2E./evil",
        "https://github.com/me/repo/..%2f..%2fevil",
        "https://github.com/me/repo/%252e%252e/evil",
        "https://github.com/me/repo/..;/evil",
        "https://github.com/me/repo&x"
      })
  void aPathThatLeadsUpIsNotUnderTheSaidOne(String url) {
    assertFalse(isSaid("look at https://github.com/me/repo", url));
  }

  @Test
  void aPathThatLeadsUpIsKnownWhereItWasSaidAsItIs() {
    assertTrue(isSaid("see https://good.com/a/../b now", "https://good.com/a/../b"));
    assertTrue(isSaid("see https://good.com/a", "https://good.com/a/v1..v2/x.."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"good.com&.evil.com", "https://good.com:8080/x", "https://good.com:x.evil"})
  void aHostIsNotCutShort(String url) {
    assertFalse(isSaid("read good.com", url));
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
