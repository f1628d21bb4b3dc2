package dev.agentruntime.middleware.internal.secret;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.redact.EntityType;
import org.jspecify.annotations.Nullable;

/** Looks for secrets behind a colon or an equals sign. Stateless. */
final class SignSecrets {
  /** RFC 3986 sets no bound; nobody's name and password are longer. */
  private static final int LONGEST_USER_INFO = 256;

  private static final String[] EXAMPLES = {"password", "passwd", "pass", "pwd", "secret", "token"};

  private SignSecrets() {}

  static @Nullable Hits look(CharSequence text, int at, @Nullable Hits hits) {
    char before = at == 0 ? ' ' : text.charAt(at - 1);
    if (before == ':' || before == '=' || (hits != null && hits.covers(at, EntityType.SECRET))) {
      return hits;
    }
    boolean colon = text.charAt(at) == ':';
    if (colon && isSlash(text, at + 1) && isSlash(text, at + 2)) {
      return ofAddress(text, at + 3, hits);
    }
    int value = KeyedValue.opened(text, at);
    Hits found = KeyedValue.mayBegin(text, value) ? named(text, at, value, hits) : hits;
    return colon && isOfUserOption(text, at) ? ofUser(text, at + 1, found) : found;
  }

  private static @Nullable Hits named(CharSequence text, int sign, int value, @Nullable Hits hits) {
    int said = KeyName.mayBeBeforeSign(text, sign) ? KeyName.beforeSign(text, sign) : 0;
    if (said == 0) {
      return SecretManifests.look(text, sign, value, hits);
    }
    return said == KeyWords.KEY
        ? hits
        : KeyedValue.judged(text, KeyedValue.start(text, sign), said, hits);
  }

  private static boolean isSlash(CharSequence text, int at) {
    return at < text.length() && text.charAt(at) == '/';
  }

  /** {@code scheme://user:password@host}: the password alone. */
  private static @Nullable Hits ofAddress(CharSequence text, int start, @Nullable Hits hits) {
    int last = Math.min(text.length(), start + LONGEST_USER_INFO);
    int password = -1;
    int sign = -1;
    for (int at = start; at < last && !isBehindUserInfo(text.charAt(at)); at++) {
      char c = text.charAt(at);
      if (c == ':' && password < 0) {
        password = at + 1;
      } else if (c == '@') {
        sign = at;
      }
    }
    if (password < 0 || sign <= password || isForm(text, password, sign)) {
      return hits;
    }
    return Hits.add(hits, password, sign, EntityType.SECRET, Certainty.OF_SHAPE);
  }

  private static boolean isBehindUserInfo(char c) {
    return Chars.isSpace(c) || "/?#\"'`<>\\".indexOf(c) >= 0;
  }

  /** {@code $PASSWORD}, {@code {password}}, {@code ***}, {@code pass}. */
  private static boolean isForm(CharSequence text, int start, int end) {
    if ("${[<%*".indexOf(text.charAt(start)) >= 0 || Randomness.differing(text, start, end) == 1) {
      return true;
    }
    for (String example : EXAMPLES) {
      if (end - start == example.length() && Chars.goesOnWith(text, start, example)) {
        return true;
      }
    }
    return false;
  }

  /** {@code curl -u user:password}, {@code --user "user:password"}. */
  private static boolean isOfUserOption(CharSequence text, int colon) {
    if (colon + 1 >= text.length() || isBehindUser(text.charAt(colon + 1))) {
      return false;
    }
    int first = Math.max(0, colon - LONGEST_USER_INFO / 4);
    int at = colon;
    while (at > first && !isBeforeUser(text.charAt(at - 1))) {
      at--;
    }
    at--;
    while (at > 0 && Chars.isBlank(text.charAt(at - 1))) {
      at--;
    }
    return at >= 2
        && (Chars.goesOnWith(text, at - 2, "-u") || Chars.goesOnWith(text, at - 6, "--user"));
  }

  private static boolean isBeforeUser(char c) {
    return Chars.isSpace(c) || c == '=' || c == ',' || c == '{';
  }

  private static @Nullable Hits ofUser(CharSequence text, int start, @Nullable Hits hits) {
    int last = Math.min(text.length(), start + LONGEST_USER_INFO);
    int end = start;
    while (end < last && !isBehindUser(text.charAt(end))) {
      end++;
    }
    return Judgement.isSecret(text, start, end, KeyWords.PASSWORD, false)
        ? Hits.add(hits, start, end, EntityType.SECRET, Certainty.IN_KEY_POSITION)
        : hits;
  }

  private static boolean isBehindUser(char c) {
    return Chars.isSpace(c) || Chars.isQuote(c) || c == '>';
  }
}
