package dev.agentruntime.middleware.internal.secret;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.redact.EntityType;
import org.jspecify.annotations.Nullable;

/** Looks for secrets in and beside a long run of letters, digits and signs of tokens. Stateless. */
final class TokenSecrets {
  /** Behind a word of a token nothing begins but after one of these. */
  private static final int GOES_ON = Chars.ALNUM;

  /** How far before a run a token may have begun, as those with a tilde do. */
  private static final int MOST_BEFORE = 40;

  /** What a bot's or an app's token goes on with behind its number. */
  private static final Shape BEHIND_NUMBER = Shape.of("?{w27,36}");

  /** The numbers of bots and apps have more digits than ports and hours. */
  private static final int FEWEST_DIGITS = 8;

  private static final int MOST_DIGITS = 20;

  private TokenSecrets() {}

  static @Nullable Hits look(CharSequence text, int start, int end, @Nullable Hits before) {
    int numbered = numberedStart(text, start);
    if (numbered >= 0) {
      int behind = BEHIND_NUMBER.end(text, start);
      return Hits.add(before, numbered, behind, EntityType.SECRET, Certainty.OF_SHAPE);
    }
    if (!mayHold(text, start, end)) {
      return before;
    }
    Hits hits = before;
    int at = joinedStart(text, start);
    boolean found = false;
    while (at < end) {
      int behind = isWordStart(text, at) ? tokenEnd(text, at) : -1;
      if (behind > at && !OpenKeys.isAlone(text, at, behind)) {
        hits = Hits.add(hits, at, behind, EntityType.SECRET, Certainty.OF_SHAPE);
        found = true;
        at = behind;
      } else {
        at++;
      }
    }
    return found ? hits : inKeyPosition(text, start, end, hits);
  }

  private static int tokenEnd(CharSequence text, int at) {
    int end = ProviderShapes.end(text, at);
    return Math.max(end, Jwt.end(text, at));
  }

  private static boolean isWordStart(CharSequence text, int at) {
    return at == 0 || !Chars.is(text.charAt(at - 1), GOES_ON) || isEscape(text, at - 1);
  }

  /** The letter of {@code \n}, {@code \t} and their like. */
  private static boolean isEscape(CharSequence text, int at) {
    return at > 0 && text.charAt(at - 1) == '\\' && "nrt".indexOf(text.charAt(at)) >= 0;
  }

  /** Where the token begins that goes on in the run: a tilde is in no run. */
  private static int joinedStart(CharSequence text, int start) {
    if (start == 0 || text.charAt(start - 1) != '~') {
      return start;
    }
    int first = Math.max(0, start - MOST_BEFORE);
    for (int at = start - 1; at >= first; at--) {
      char c = text.charAt(at);
      if (!Chars.is(c, Chars.IN_NAME | Chars.TILDE)) {
        return start;
      }
      if (c == '~' && at - first >= 5 && text.charAt(at - 1) == 'Q') {
        return at - 5;
      }
      if (c == '~' && Chars.goesOnWith(text, at - 6, "sha256")) {
        return at - 6;
      }
    }
    return start;
  }

  /** Telegram's bots: {@code number:token}; Facebook's apps: {@code number|token}. Or -1. */
  private static int numberedStart(CharSequence text, int start) {
    char sign = start == 0 ? ' ' : text.charAt(start - 1);
    if (sign != '|' && (sign != ':' || text.charAt(start) != 'A')) {
      return -1;
    }
    int first = Math.max(0, start - 1 - MOST_DIGITS);
    int number = start - 1;
    while (number > first && Chars.is(text.charAt(number - 1), Chars.DIGIT)) {
      number--;
    }
    boolean token = start - 1 - number >= FEWEST_DIGITS && BEHIND_NUMBER.end(text, start) >= 0;
    return token ? number : -1;
  }

  /**
   * Behind a name, or behind a provider's name and a sign: that alone is not looked for where there
   * are only signs, as it speaks of long values only.
   */
  private static @Nullable Hits inKeyPosition(
      CharSequence text, int run, int end, @Nullable Hits hits) {
    int start = isEscape(text, run) ? run + 1 : run;
    int sign = signWithin(text, start, end);
    if (sign >= 0) {
      return behindSign(text, sign, KeyedValue.start(text, sign), hits);
    }
    sign = KeyName.signBefore(text, start);
    if (sign >= 0) {
      return behindSign(text, sign, start, hits);
    }
    int said = KeyName.beforeValue(text, start);
    return said == 0 ? hits : KeyedValue.judged(text, start, said, hits);
  }

  private static @Nullable Hits behindSign(
      CharSequence text, int sign, int value, @Nullable Hits hits) {
    int said = KeyName.beforeSign(text, sign);
    return said == KeyWords.PROVIDER ? KeyedValue.judged(text, value, said, hits) : hits;
  }

  /** The equals sign of {@code name=value}, and not of padding. Or -1. */
  private static int signWithin(CharSequence text, int start, int end) {
    for (int at = start + 1; at < end - 1; at++) {
      if (text.charAt(at) == '=') {
        return text.charAt(at + 1) == '=' ? -1 : at;
      }
    }
    return -1;
  }

  /**
   * Whether there is what words and most names in programs lack: a digit, or else an underscore
   * amid letters of both cases.
   */
  private static boolean mayHold(CharSequence text, int start, int end) {
    boolean underscore = false;
    boolean small = false;
    boolean capital = false;
    for (int at = start; at < end; at++) {
      char c = text.charAt(at);
      if (Chars.is(c, Chars.SMALL)) {
        small = true;
      } else if (Chars.is(c, Chars.DIGIT)) {
        return true;
      } else {
        capital |= Chars.is(c, Chars.CAPITAL);
        underscore |= c == '_';
      }
    }
    return underscore && small && capital;
  }
}
