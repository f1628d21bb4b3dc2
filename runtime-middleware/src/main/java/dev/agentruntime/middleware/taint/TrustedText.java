package dev.agentruntime.middleware.taint;

import dev.agentruntime.middleware.taint.Shapes.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What trusted people have said to a run, to look values up in. A value is there if it stands
 * between borders of words, in the same {@linkplain Normal form}. Grows only. Not safe for use by
 * many threads.
 */
final class TrustedText {
  /** Shorter ones with blanks or dashes in between are words and dates, not codes. */
  private static final int MIN_CODE = 6;

  private static final String JOINTS = ".-+%@";

  private final StringBuilder text = new StringBuilder();
  private final Set<String> numbers = new HashSet<>();
  private final Moments moments = new Moments();
  private int readForMoments;

  /** Adds what one message or name says. No value stands across two of them. */
  void add(String said) {
    String normal = Normal.of(said);
    text.append('\n').append(normal);
    Numbers.of(normal, numbers);
  }

  boolean hasNumber(String form) {
    return numbers.contains(form);
  }

  /**
   * Whether a value was said.
   *
   * @param normal the value in normal form
   */
  boolean has(String normal) {
    String bare = withoutSign(normal);
    if (bare.isEmpty()) {
      return true; // there is nothing in it that could do harm
    }
    for (int at = text.indexOf(bare); at >= 0; at = text.indexOf(bare, at + 1)) {
      if (isBorderBefore(at) && isBorderAfter(at + bare.length())) {
        return true;
      }
    }
    return isNumber(bare) || hasCode(bare) || hasMoment(bare);
  }

  /** Read only as far as somebody asks for a moment. */
  private boolean hasMoment(String value) {
    if (!Moments.isMoment(value)) {
      return false;
    }
    moments.add(text.substring(readForMoments));
    readForMoments = text.length();
    return moments.has(value);
  }

  private boolean isNumber(String value) {
    Set<String> forms = new HashSet<>(2);
    boolean plain = value.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == ',');
    if (plain) {
      Numbers.of(value, forms);
    }
    return !forms.isEmpty() && numbers.containsAll(forms);
  }

  /** "#general" and "@ada" are how tools write what people call general and Ada. */
  private static String withoutSign(String value) {
    boolean sign = !value.isEmpty() && (value.charAt(0) == '#' || value.charAt(0) == '@');
    return sign ? value.substring(1) : value;
  }

  // ---- URLs ----

  /**
   * Whether a URL, or one it lies under, was said. A host said with a path vouches for that path
   * and no other.
   *
   * @param url in normal form, with or without a scheme
   */
  boolean hasUrl(String url) {
    String place = place(url);
    int end = place.length();
    while (end > 0) {
      String part = place.substring(0, end);
      // A host without a dot may be any word of a sentence.
      if (standsAlone(part) && (part.indexOf('.') >= 0 || text.indexOf("//" + part) >= 0)) {
        return true;
      }
      end = cut(place, end);
    }
    return false;
  }

  /** Host, port and path: no scheme, nobody's name, one kind of slash, no slash at the end. */
  private static String place(String url) {
    String rest = url.replace('\\', '/');
    int scheme = rest.indexOf(':');
    if (scheme >= 0 && rest.startsWith("/", scheme + 1)) {
      rest = rest.substring(scheme + 1);
    }
    int begin = 0;
    while (begin < rest.length() && rest.charAt(begin) == '/') {
      begin++;
    }
    int authority = begin;
    while (authority < rest.length() && "/?#".indexOf(rest.charAt(authority)) < 0) {
      authority++;
    }
    int name = rest.lastIndexOf('@', authority - 1);
    String place = rest.substring(name < begin ? begin : name + 1);
    place = place.startsWith("www.") ? place.substring("www.".length()) : place;
    return place.endsWith("/") ? place.substring(0, place.length() - 1) : place;
  }

  /** Before the last part of path, query, fragment or port. */
  private static int cut(String place, int end) {
    for (int at = end - 1; at > 0; at--) {
      if ("/?#:&".indexOf(place.charAt(at)) >= 0) {
        return at;
      }
    }
    return 0;
  }

  private boolean standsAlone(String place) {
    for (int at = text.indexOf(place); at >= 0; at = text.indexOf(place, at + 1)) {
      int end = at + place.length();
      boolean goesOn =
          end + 1 < text.length()
              && "/?#:&=".indexOf(text.charAt(end)) >= 0
              && text.charAt(end + 1) > ' ';
      if (isHostBefore(at) && isBorderAfter(end) && !goesOn) {
        return true;
      }
    }
    return false;
  }

  private boolean isHostBefore(int at) {
    boolean www = at >= 4 && text.substring(at - 4, at).equals("www.");
    return isBorderBefore(www ? at - 4 : at);
  }

  // ---- whole destinations ----

  /** Whether everything that looks like a destination in a text was said. */
  boolean hasAll(List<Shape> shapes) {
    for (Shape shape : shapes) {
      boolean said = shape.url() ? hasUrl(shape.text()) : has(shape.text());
      if (!said) {
        return false;
      }
    }
    return true;
  }

  // ---- borders ----

  private boolean isBorderBefore(int at) {
    if (at == 0) {
      return true;
    }
    char before = text.charAt(at - 1);
    boolean joined =
        JOINTS.indexOf(before) >= 0 && at > 1 && Character.isLetterOrDigit(text.charAt(at - 2));
    return !isWord(before) && !joined;
  }

  private boolean isBorderAfter(int end) {
    if (end == text.length()) {
      return true;
    }
    char after = text.charAt(end);
    boolean joined =
        JOINTS.indexOf(after) >= 0
            && end + 1 < text.length()
            && Character.isLetterOrDigit(text.charAt(end + 1));
    return !isWord(after) && !joined;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  // ---- codes in groups ----

  /** Whether a code was said, however either side groups its characters. */
  private boolean hasCode(String value) {
    String code = withoutGaps(value);
    long digits = code.chars().filter(c -> c >= '0' && c <= '9').count();
    boolean isCode =
        digits >= MIN_CODE && code.chars().allMatch(c -> c == '+' || Character.isLetterOrDigit(c));
    if (!isCode) {
      return false;
    }
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == code.charAt(0) && isBorderBefore(at) && standsAt(at, code)) {
        return true;
      }
    }
    return false;
  }

  private boolean standsAt(int begin, String code) {
    int matched = 0;
    int at = begin;
    while (matched < code.length() && at < text.length()) {
      char c = text.charAt(at);
      if (c == code.charAt(matched)) {
        matched++;
      } else if (!isGap(c)) {
        return false;
      }
      at++;
    }
    return matched == code.length() && isBorderAfter(at);
  }

  private static String withoutGaps(String value) {
    StringBuilder code = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (!isGap(value.charAt(i))) {
        code.append(value.charAt(i));
      }
    }
    return code.toString();
  }

  private static boolean isGap(char c) {
    return c == ' ' || c == '-' || c == '(' || c == ')' || c == '/';
  }

  /** The size and nothing else. */
  @Override
  public String toString() {
    return "TrustedText(" + text.length() + " characters)";
  }
}
