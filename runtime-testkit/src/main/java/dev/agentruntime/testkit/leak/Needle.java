package dev.agentruntime.testkit.leak;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One value in all the forms it is searched in. Immutable. */
final class Needle {
  /** Three bytes are four digits of Base64, so a value may begin in three ways. */
  private static final int ALIGNMENTS = 3;

  /** Values of so many letters and digits are not met by chance, wherever they stand. */
  private static final int SURE = 12;

  /** Up to two, such as a comma and a space. */
  private static final String SEPARATORS = "[^\\p{L}\\p{N}]{0,2}";

  private final String type;
  private final String value;
  private final String lower;
  private final String hex;
  private final List<String> base64;
  private final List<String> parts;
  private final Pattern separated;

  Needle(Canary canary) {
    this.type = canary.type();
    this.value = canary.value();
    this.lower = Haystack.lower(value);
    this.hex = HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
    this.base64 = base64(value.getBytes(StandardCharsets.UTF_8));
    this.parts = parts(lower);
    this.separated = separated(lower);
  }

  String type() {
    return type;
  }

  /** The plainest form in which the value is there, if it is. */
  Optional<Form> in(Haystack haystack) {
    String text = haystack.text();
    if (text.contains(value)) {
      return Optional.of(Form.AS_IS);
    }
    String small = Haystack.lower(text);
    if (small.contains(lower)) {
      return Optional.of(Form.OTHER_CASE);
    }
    if (anyHas(haystack.unescaped())) {
      return Optional.of(Form.JSON_ESCAPED);
    }
    if (anyHas(haystack.decoded())) {
      return Optional.of(Form.URL_ENCODED);
    }
    if (separated.matcher(small).find()) {
      return Optional.of(Form.OTHER_SEPARATORS);
    }
    if (haystack.hex().contains(hex)) {
      return Optional.of(Form.HEX);
    }
    if (base64.stream().anyMatch(haystack.unbroken()::contains)) {
      return Optional.of(Form.BASE64);
    }
    Predicate<String> inPlace = small::contains;
    return parts.stream().anyMatch(inPlace) ? Optional.of(Form.PART) : Optional.empty();
  }

  private boolean anyHas(List<String> texts) {
    for (String text : texts) {
      String small = Haystack.lower(text);
      if (small.contains(lower)
          || separated.matcher(small).find()
          || parts.stream().anyMatch(small::contains)) {
        return true;
      }
    }
    return false;
  }

  /** The digits that are the value's alone, whatever stands before and behind it. */
  private static List<String> base64(byte[] bytes) {
    List<String> forms = new ArrayList<>();
    for (int before = 0; before < ALIGNMENTS; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      int first = (8 * before + 5) / 6;
      int behind = 8 * shifted.length / 6;
      for (Base64.Encoder encoder : Arrays.asList(Base64.getEncoder(), Base64.getUrlEncoder())) {
        String form = encoder.encodeToString(shifted).substring(first, behind);
        if (!forms.contains(form)) {
          forms.add(form);
        }
      }
    }
    return List.copyOf(forms);
  }

  private static List<String> parts(String lower) {
    int length = Math.max(Canary.MIN_VALUE, (3 * lower.length() + 3) / 4);
    List<String> parts = new ArrayList<>();
    for (int from = 0; from + length <= lower.length(); from++) {
      parts.add(lower.substring(from, from + length));
    }
    return List.copyOf(parts);
  }

  private static Pattern separated(String lower) {
    List<String> signs = new ArrayList<>();
    lower
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(sign -> signs.add(Pattern.quote(Character.toString(sign))));
    String regex = String.join(SEPARATORS, signs);
    return Pattern.compile(
        signs.size() >= SURE ? regex : "(?<![\\p{L}\\p{N}])" + regex + "(?![\\p{L}\\p{N}])");
  }

  /** The type only. */
  @Override
  public String toString() {
    return "Needle(" + type + ")";
  }
}
