package dev.agentruntime.middleware.internal.secret;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.internal.scan.TextPass;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Texts made to be read again and again are read no more often than others of their length. */
class HostileTextTest {
  private static final int LENGTH = 20_000;

  /**
   * Of each character, at most: what is looked at around a sign, as often as there can be signs.
   */
  private static final int MOST_READS = 1_500;

  private static final List<String> PIECES =
      List.of(
          "token=",
          "token:",
          "a=",
          "=",
          ":",
          "key: ",
          "pwd=a&",
          "eyJ",
          "eyJ.",
          "eyJhbGciOiJIUzI1NiJ9.",
          "gh" + "p_",
          "xox" + "b-1",
          "sk" + "-proj-a1",
          "sntr" + "ys_",
          "A3-A1B2C3-",
          "://a:",
          "://a:b@",
          "-----BE" + "GIN PRI" + "VATE KEY-----",
          "PRI" + "VATE KEY",
          "-----",
          "Q~",
          "~",
          "1234567890:A",
          "1234567890|",
          "token=${",
          "password={{",
          "password=\\\"",
          "\"token\": \"a1",
          "<token> ",
          "--token ",
          "-u a:",
          "kind: Secret\n",
          " kind: Secret",
          "data:\n kind: Secret\n",
          "  ",
          "\n  data: a\n",
          "1_",
          "a1.",
          "/",
          "\\n",
          " ",
          "secret secret ",
          "value=",
          "string ",
          "api_key=a1b2c3example",
          "token=a1b2c3d4e5f6g7h8...");

  @Test
  void theReadsGrowWithTheTextAndNoFaster() {
    for (String piece : PIECES) {
      long once = reads(piece.repeat(LENGTH / piece.length()));
      long twice = reads(piece.repeat(2 * LENGTH / piece.length()));
      assertTrue(twice <= 2.2 * once + MOST_READS, () -> piece + ": " + once + ", " + twice);
      assertTrue(once <= (long) MOST_READS * LENGTH, () -> piece + ": " + once);
    }
  }

  @Test
  void mixturesOfThemAreReadNoMoreOften() {
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < LENGTH) {
        text.append(PIECES.get(random.nextInt(PIECES.size())).repeat(1 + random.nextInt(20)));
      }
      assertTrue(reads(text.toString()) <= (long) MOST_READS * LENGTH, text::toString);
    }
  }

  private static long reads(String text) {
    CountedText counted = new CountedText(text);
    new TextPass(List.of(new Counting(counted))).over(text);
    return counted.reads();
  }

  /** Looks where a pass stops, at a text that counts. */
  private record Counting(CountedText counted)
      implements Probe.OfToken, Probe.OfSeparator, Probe.OfLiteral {
    @Override
    public Set<EntityType> types() {
      return Set.of(EntityType.SECRET);
    }

    @Override
    public String literal() {
      return PrivateKeys.LABEL;
    }

    @Override
    public int rarest() {
      return PrivateKeys.RAREST_OF_LABEL;
    }

    @Override
    public @Nullable Hits literal(String text, int at, @Nullable Hits hits) {
      return PrivateKeys.look(counted, at, hits);
    }

    @Override
    public @Nullable Hits separator(String text, int at, @Nullable Hits hits) {
      return SignSecrets.look(counted, at, hits);
    }

    @Override
    public @Nullable Hits token(String text, int start, int end, @Nullable Hits hits) {
      return TokenSecrets.look(counted, start, end, hits);
    }
  }
}
