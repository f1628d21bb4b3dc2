package dev.agentruntime.vault;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a model sees in place of a value, such as {@code ⟦EMAIL-kq3fz7-2⟧}: the second e-mail
 * address of a vault. Immutable; holds nothing of the value.
 *
 * <p>The brackets are in no alphabet and no mark-up, so that what stands between them is taken for
 * one thing and a damaged one is noticed. Between them are plain letters, digits and hyphens, which
 * JSON, Markdown and tokenisers leave alone, and by which a placeholder is recognised that has lost
 * its brackets.
 *
 * @param type what the value is: upper-case letters, digits and underscores, beginning with a
 *     letter, at most {@value #MAX_TYPE} characters
 * @param tag which vault it is in: two letters and a digit, twice
 * @param number counts the values of this type in the vault, from 1
 */
public record Placeholder(String type, String tag, int number) {
  /** How long the name of a type may be. */
  public static final int MAX_TYPE = 32;

  /** Characters of a tag. */
  public static final int TAG_LENGTH = 6;

  /** More values of one type than a vault may have: a number never reads as one that matters. */
  public static final int MAX_NUMBER = 999_999;

  /** The bracket before. */
  public static final char OPEN = '\u27e6';

  /** The bracket behind. */
  public static final char CLOSE = '\u27e7';

  /** Its brackets, hyphens, and a number with zeros before it. */
  private static final int LONGEST = MAX_TYPE + TAG_LENGTH + 11;

  /** No vowels, so that no word comes out, and nothing that looks like a digit. */
  private static final String LETTERS = "bcdfghjkmnpqrstvwxz";

  /** None that looks like a letter. */
  private static final String DIGITS = "23456789";

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Checks the components. */
  public Placeholder {
    if (!isType(type)) {
      throw new IllegalArgumentException(
          "type must be at most "
              + MAX_TYPE
              + " upper-case letters, digits and underscores and begin with a letter, was "
              + type.length()
              + " characters");
    }
    if (!isTag(tag)) {
      throw new IllegalArgumentException(
          "tag must be two letters and a digit, twice, was " + tag.length() + " characters");
    }
    if (number < 1 || number > MAX_NUMBER) {
      throw new IllegalArgumentException(
          "number must be from 1 to " + MAX_NUMBER + ", was " + number);
    }
  }

  /**
   * A tag for a new vault. One in eight million is the same as another given one: it keeps vaults
   * apart that meet by mistake, and is no secret.
   *
   * @return a random tag
   */
  public static String newTag() {
    StringBuilder tag = new StringBuilder(TAG_LENGTH);
    for (int i = 0; i < TAG_LENGTH; i++) {
      String from = i % 3 == 2 ? DIGITS : LETTERS;
      tag.append(from.charAt(RANDOM.nextInt(from.length())));
    }
    return tag.toString();
  }

  private static boolean isType(String text) {
    if (text.isEmpty() || text.length() > MAX_TYPE || text.charAt(0) < 'A') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_') {
        return false;
      }
    }
    return text.charAt(0) != '_';
  }

  /**
   * Whether a text has the form of a tag.
   *
   * @param text any text
   * @return true if it is two lower-case letters and a digit, twice
   */
  public static boolean isTag(String text) {
    if (text.length() != TAG_LENGTH) {
      return false;
    }
    for (int i = 0; i < TAG_LENGTH; i++) {
      char c = text.charAt(i);
      boolean fits = i % 3 == 2 ? c >= '0' && c <= '9' : c >= 'a' && c <= 'z';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /**
   * Where the placeholder ends that begins at a place of a text, exactly as this class writes it.
   *
   * @param text any text
   * @param start where {@link #OPEN} stands
   * @return behind its {@link #CLOSE}, or -1 if there is no placeholder
   */
  public static int endOf(String text, int start) {
    int close = text.indexOf(CLOSE, start, Math.min(text.length(), start + LONGEST));
    return close < 0 || parse(text.substring(start + 1, close)) == null ? -1 : close + 1;
  }

  private static @Nullable Placeholder parse(String core) {
    int second = core.lastIndexOf('-');
    int first = second - TAG_LENGTH - 1;
    if (first < 1 || core.charAt(first) != '-' || !isTag(core.substring(first + 1, second))) {
      return null;
    }
    try {
      return new Placeholder(
          core.substring(0, first),
          core.substring(first + 1, second),
          Integer.parseInt(core, second + 1, core.length(), 10));
    } catch (IllegalArgumentException _) {
      return null; // another name, or another number
    }
  }

  /**
   * The part between the brackets: letters, digits, hyphens and underscores only.
   *
   * @return such as {@code EMAIL-kq3fz7-2}
   */
  public String core() {
    return type + '-' + tag + '-' + number;
  }

  /** As a model sees it. */
  @Override
  public String toString() {
    return OPEN + core() + CLOSE;
  }
}
