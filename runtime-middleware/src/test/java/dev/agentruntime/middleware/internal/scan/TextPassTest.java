package dev.agentruntime.middleware.internal.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.redact.EntityType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a pass stops, whatever the text. */
class TextPassTest {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_+/=.-]{16,}");
  private static final Pattern LONG_NUMBER =
      Pattern.compile("(?<![A-Za-z0-9])[A-Za-z0-9]{5,40}(?![A-Za-z0-9])");

  private final Witness witness = new Witness();
  private final TextPass pass = new TextPass(List.of(witness));

  /** Writes down what it is shown. */
  private static final class Witness
      implements Probe.OfAtSign,
          Probe.OfSeparator,
          Probe.OfNumber,
          Probe.OfShortNumber,
          Probe.OfToken {
    private final List<String> tokens = new ArrayList<>();
    private final List<String> numbers = new ArrayList<>();
    private final List<String> signs = new ArrayList<>();
    private long shown;

    @Override
    public Set<EntityType> types() {
      return Set.of(EntityType.SECRET);
    }

    @Override
    public @Nullable Hits atSign(String text, int at, int behind, @Nullable Hits hits) {
      signs.add(text.substring(at, behind));
      return hits;
    }

    @Override
    public @Nullable Hits separator(String text, int at, @Nullable Hits hits) {
      signs.add(text.substring(at, at + 1));
      return hits;
    }

    @Override
    public @Nullable Hits number(String text, int start, int end, @Nullable Hits hits) {
      numbers.add(text.substring(start, end));
      shown += end - start;
      return hits;
    }

    @Override
    public @Nullable Hits shortNumber(String text, int start, int end, @Nullable Hits hits) {
      shown += end - start;
      return hits;
    }

    @Override
    public @Nullable Hits token(String text, int start, int end, @Nullable Hits hits) {
      tokens.add(text.substring(start, end));
      shown += end - start;
      return hits;
    }

    void forget() {
      tokens.clear();
      numbers.clear();
      signs.clear();
      shown = 0;
    }
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group()).toList();
  }

  @Test
  void everyLongTokenIsShownOnceAndWholeWhereverItStands() {
    for (int length = 14; length <= 40; length++) {
      for (int before = 0; before < 12; before++) {
        for (String text :
            List.of(
                " ".repeat(before) + "k".repeat(length) + " tail",
                "ab c".repeat(before) + " " + "k".repeat(length),
                "a".repeat(before) + " " + "Z".repeat(length) + "\u00e9" + "_".repeat(length))) {
          witness.forget();
          pass.over(text);
          assertEquals(all(TOKEN, text), witness.tokens, text);
        }
      }
    }
  }

  @Test
  void nothingIsMissedInRandomTexts() {
    Random random = new Random(4711);
    String alphabet = "aZ09 .-_=:@\u00e9\u4e2d";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(90);
      for (int i = 0; i < length; i++) {
        boolean plain = random.nextInt(8) > 0;
        text.append(plain ? (char) ('0' + random.nextInt(3)) : alphabet.charAt(random.nextInt(13)));
      }
      witness.forget();
      assertNull(pass.over(text.toString()));
      assertEquals(all(TOKEN, text.toString()), witness.tokens, text.toString());
      List<String> numbers =
          all(LONG_NUMBER, text.toString()).stream()
              .filter(word -> word.matches(".*[0-9]{2}.*"))
              .toList();
      List<String> missed = new ArrayList<>(numbers);
      witness.numbers.forEach(missed::remove);
      assertEquals(List.of(), missed, text.toString());
    }
  }

  @Test
  void signsAreShownWhereverTheyStand() {
    pass.over("@a:b=c%40d@");
    assertEquals(List.of("@", "@", "%40", ":", "="), witness.signs);
  }

  @Test
  void shortNumbersAreShownOnlyWhereOthersJoinThem() {
    pass.over("40 of 100 in 2026, 12:46 and 2026-11-25T12:46:39.5Z; 415-555-0132 and 10.20");
    assertEquals(List.of("12", "46", "415", "555", "0132", "10", "20"), witness.numbers);
  }

  @Test
  void aTextOfNothingButAnchorsIsShownOnceAndNoMore() {
    for (String piece :
        List.of("@", "7", ".", "-", ":", "=", "%40", "a1", "12 ", "1-", "99.", "a@b.", "a:", "４")) {
      String text = piece.repeat(1_000_000 / piece.length());
      witness.forget();
      pass.over(text);
      assertTrue(witness.shown <= 3L * text.length(), piece);
      assertTrue(witness.signs.size() <= text.length(), piece);
    }
  }
}
