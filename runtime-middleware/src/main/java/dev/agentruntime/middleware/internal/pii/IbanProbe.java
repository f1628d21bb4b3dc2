package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * International bank account numbers, ISO 13616: the country's length and the remainder by 97, in
 * one piece or in groups. Next to the word itself check digits and length may be wrong.
 */
final class IbanProbe implements Probe.OfNumber {
  /** From the register of SWIFT, release 99, with the countries that use the form without it. */
  private static final Map<String, Integer> LENGTHS =
      lengths(
          "AD24 AE23 AL28 AO25 AT20 AZ28 BA20 BE16 BF28 BG22 BH22 BI27 BJ28 BR29 BY28 CF27 CG27"
              + " CH21 CI28 CM27 CR22 CV25 CY28 CZ24 DE22 DJ27 DK18 DO28 DZ26 EE20 EG29 ES24 FI18"
              + " FK18 FO18 FR27 GA27 GB22 GE22 GI23 GL18 GQ27 GR27 GT28 GW25 HN28 HR21 HU28 IE22"
              + " IL23 IQ23 IR26 IS26 IT27 JO30 KM27 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25"
              + " MA28 MC27 MD24 ME22 MG27 MK19 ML28 MN20 MR27 MT31 MU30 MZ25 NE28 NI28 NL18 NO15"
              + " OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27"
              + " SN28 SO23 ST25 SV28 TD27 TG28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30");

  /** Norway's. */
  private static final int SHORTEST = 15;

  private static final int LONGEST = 34;

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.IBAN);
  }

  @Override
  public @Nullable Hits number(String text, int start, int end, @Nullable Hits hits) {
    if (end - start < 4
        || !Ascii.isLetter(text.charAt(start))
        || !Ascii.isLetter(text.charAt(start + 1))
        || !Ascii.isDigit(text.charAt(start + 2))
        || !Ascii.isDigit(text.charAt(start + 3))) {
      return hits;
    }
    Integer length = LENGTHS.get(country(text, start));
    int last = length == null ? -1 : end(text, start, length);
    if (last > 0 && isChecked(text, start, last)) {
      return Hits.add(hits, start, last, EntityType.IBAN, Confidence.CHECKED);
    }
    if (!Context.speaksOf(Topic.IBAN, text, start, end)) {
      return hits;
    }
    int meant = last > 0 ? last : end;
    return meant - start >= SHORTEST
        ? Hits.add(hits, start, meant, EntityType.IBAN, Confidence.GROUPED)
        : hits;
  }

  private static String country(String text, int start) {
    return String.valueOf(
        new char[] {Ascii.upper(text.charAt(start)), Ascii.upper(text.charAt(start + 1))});
  }

  /** Behind so many letters and digits with single separators between them, or -1. */
  private static int end(String text, int start, int length) {
    int at = start;
    int count = 0;
    while (count < length && at < text.length()) {
      char c = text.charAt(at);
      if (Ascii.isLetterOrDigit(c)) {
        count++;
      } else if (!isSeparator(c) || !Ascii.isLetterOrDigit(text.charAt(at - 1))) {
        return -1;
      }
      at++;
    }
    return count == length && !Ascii.isLetterOrDigit(Ascii.at(text, at)) ? at : -1;
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == '-' || c == '\u00a0';
  }

  private static boolean isChecked(String text, int start, int end) {
    StringBuilder plain = new StringBuilder(LONGEST);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (Ascii.isLetterOrDigit(c)) {
        plain.append(Ascii.upper(c));
      }
    }
    int rest = Checksums.mod97(plain, 4, plain.length(), 0);
    return Checksums.mod97(plain, 0, 4, rest) == 1;
  }

  private static Map<String, Integer> lengths(String register) {
    Map<String, Integer> lengths = new HashMap<>();
    for (String entry : register.split(" ", -1)) {
      lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
    }
    return Map.copyOf(lengths);
  }
}
