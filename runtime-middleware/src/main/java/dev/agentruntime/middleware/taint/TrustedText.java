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
   * and no other, a host said without a port for no port. What readers of URLs do not agree on is
   * never known: a backslash, and two ends of a name.
   *
   * @param url in normal form, with or without a scheme; all of it counts as URL
   */
  boolean hasUrl(String url) {
    String rest = withoutScheme(url);
    int authority = endOfAuthority(rest);
    int name = rest.lastIndexOf('@', authority - 1);
    if (rest.indexOf('\\') >= 0 || (name >= 0 && rest.lastIndexOf('@', name - 1) >= 0)) {
      return false;
    }
    String place = place(rest.substring(name + 1));
    int host = endOfAuthority(place);
    if (hasDotSegment(place.substring(host))) {
      return isSaidPlace(place);
    }
    for (int end = place.length(); end > 0; end = cut(place, host, end)) {
      if (isSaidPlace(place.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /** A host without a dot may be any word of a sentence. */
  private boolean isSaidPlace(String place) {
    return standsAlone(place) && (place.indexOf('.') >= 0 || text.indexOf("//" + place) >= 0);
  }

  /** Only letters and digits are a scheme: "host.com:/path" is read as a host by some. */
  private static String withoutScheme(String url) {
    int scheme = 0;
    while (scheme < url.length() && Character.isLetterOrDigit(url.charAt(scheme))) {
      scheme++;
    }
    int begin = url.startsWith(":/", scheme) ? scheme + 1 : 0;
    while (begin < url.length() && url.charAt(begin) == '/') {
      begin++;
    }
    return url.substring(begin);
  }

  private static int endOfAuthority(String rest) {
    int end = 0;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static String place(String rest) {
    String place = rest.startsWith("www.") ? rest.substring("www.".length()) : rest;
    return place.endsWith("/") ? place.substring(0, place.length() - 1) : place;
  }

  /** Whether it may lead elsewhere than it begins; what is encoded twice may be anything. */
  private static boolean hasDotSegment(String path) {
    if (path.contains("%25")) {
      return true;
    }
    String plain =
        path.replace("%2e", ".").replace("%2f", "/").replace("%5c", "/").replace("%3b", ";");
    for (String segment : plain.split("[/?#]", -1)) {
      int parameters = segment.indexOf(';');
      String name = parameters < 0 ? segment : segment.substring(0, parameters);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }

  /** Before the last part of path, query or fragment; 0 where only the host is left. */
  private static int cut(String place, int host, int end) {
    int query = place.indexOf('?', host);
    for (int at = end - 1; at >= host && at > 0; at--) {
      char c = place.charAt(at);
      if ("/?#".indexOf(c) >= 0 || (c == '&' && query >= 0 && at > query)) {
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
      boolean said = shape.url() ? hasUrl("//" + shape.text()) : has(shape.text());
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
