package dev.agentruntime.middleware.redact.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a secret may stand in a text.
 *
 * @param text the characters that are the same whatever was encoded with it
 * @param open whether the characters beside them hold some bits of the secret, as in base64
 */
record SecretForm(String text, boolean open) {
  /** Where in a group of three bytes a secret may begin. */
  private static final int ALIGNMENTS = 3;

  private static final int BITS_OF_BYTE = 8;
  private static final int BITS_OF_DIGIT = 6;

  static Set<SecretForm> of(String secret) {
    Set<String> closed = new LinkedHashSet<>();
    closed.add(secret);
    for (String escaped : escaped(secret)) {
      closed.add(escaped);
      closed.addAll(escaped(escaped));
    }
    closed.addAll(inAddresses(secret));
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    closed.add(HexFormat.of().formatHex(bytes));
    closed.add(HexFormat.of().withUpperCase().formatHex(bytes));
    Set<SecretForm> forms = new LinkedHashSet<>();
    closed.forEach(text -> forms.add(new SecretForm(text, false)));
    base64(bytes).forEach(text -> forms.add(new SecretForm(text, true)));
    return forms;
  }

  /** As JSON writers do: only what must be; slashes as well; everything that is not ASCII. */
  private static List<String> escaped(String secret) {
    StringBuilder least = new StringBuilder();
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < secret.length(); i++) {
      char c = secret.charAt(i);
      String escape = escape(c);
      least.append(escape);
      ascii.append(c > '~' ? unicode(c) : escape);
    }
    return List.of(least.toString(), least.toString().replace("/", "\\/"), ascii.toString());
  }

  private static String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      default -> c < ' ' ? unicode(c) : String.valueOf(c);
    };
  }

  private static String unicode(char c) {
    return "\\u" + HexFormat.of().toHexDigits(c);
  }

  /**
   * In forms, where a blank is a plus sign, and elsewhere, with tildes or without; with small hex
   * digits and capitals.
   */
  private static List<String> inAddresses(String secret) {
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String elsewhere = form.replace("+", "%20");
    String tilde = elsewhere.replace("%7E", "~");
    return List.of(form, elsewhere, tilde, small(form), small(elsewhere), small(tilde));
  }

  /** Only the digits behind percent signs. */
  private static String small(String encoded) {
    StringBuilder small = new StringBuilder(encoded);
    for (int at = encoded.indexOf('%'); at >= 0; at = encoded.indexOf('%', at + 1)) {
      String digits = encoded.substring(at + 1, at + 3).toLowerCase(Locale.ROOT);
      small.replace(at + 1, at + 3, digits);
    }
    return small.toString();
  }

  /** What is the same whatever stands before and behind it, for each place in a group. */
  private static List<String> base64(byte[] secret) {
    List<String> forms = new ArrayList<>();
    for (int before = 0; before < ALIGNMENTS; before++) {
      byte[] bytes = new byte[before + secret.length];
      System.arraycopy(secret, 0, bytes, before, secret.length);
      int first = (before * BITS_OF_BYTE + BITS_OF_DIGIT - 1) / BITS_OF_DIGIT;
      int last = bytes.length * BITS_OF_BYTE / BITS_OF_DIGIT;
      forms.add(Base64.getEncoder().encodeToString(bytes).substring(first, last));
      forms.add(Base64.getUrlEncoder().encodeToString(bytes).substring(first, last));
    }
    return forms;
  }

  /** Where it begins in a text, with the character in front that holds some of it. */
  int start(String source, int found) {
    return open && found > 0 && isBase64(source.charAt(found - 1)) ? found - 1 : found;
  }

  /** Behind it in a text, with the character that holds the rest of it, and the padding. */
  int end(String source, int found) {
    if (!open) {
      return found;
    }
    int end = found < source.length() && isBase64(source.charAt(found)) ? found + 1 : found;
    while (end < source.length() && source.charAt(end) == '=') {
      end++;
    }
    return end;
  }

  private static boolean isBase64(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "+/-_".indexOf(c) >= 0;
  }

  /** Nothing of the secret. */
  @Override
  public String toString() {
    return "form of " + text.length() + " characters";
  }
}
