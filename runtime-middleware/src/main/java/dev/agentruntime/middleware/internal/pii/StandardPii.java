package dev.agentruntime.middleware.internal.pii;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.agentruntime.middleware.internal.scan.Probe;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The probes for personal data that every detection begins with. Stateless. */
public final class StandardPii {
  /** The default in words of the documentation. */
  public static final String PHONE_REGIONS_TEXT = "US, GB, DE, FR, IT, ES, PL, TR, IN, JP, AU, BR";

  /**
   * Countries that between them use the usual ways to group a number. More of them find few numbers
   * more and take order numbers for telephone numbers.
   */
  public static final List<String> PHONE_REGIONS = List.of(PHONE_REGIONS_TEXT.split(", ", -1));

  /** Each region is one more look at each candidate, about a microsecond. */
  public static final int MOST_PHONE_REGIONS = 40;

  private StandardPii() {}

  /**
   * All of them.
   *
   * @param phoneRegions countries whose own form of numbers is recognised
   * @return new probes, to be kept
   */
  public static List<Probe> probes(List<String> phoneRegions) {
    return List.of(
        new EmailProbe(),
        new UrlProbe(),
        new ColonProbe(),
        new Ipv4Probe(),
        new MacProbe(),
        new CardProbe(),
        new IbanProbe(),
        new CryptoProbe(),
        new BirthDateProbe(),
        new IdProbe(idRules()),
        new LabelledProbe(),
        new PhoneProbe(phoneRegions));
  }

  private static List<IdRule> idRules() {
    return Stream.of(
            AmericanIds.RULES,
            EuropeanIds.RULES,
            NorthernAndEasternIds.RULES,
            AsianPacificIds.RULES)
        .flatMap(List::stream)
        .toList();
  }

  /**
   * The regions, if they are known.
   *
   * @param regions ISO 3166 codes
   * @return the same
   * @throws IllegalArgumentException if one is unknown or there are too many
   */
  public static List<String> checkedRegions(List<String> regions) {
    if (regions.size() > MOST_PHONE_REGIONS) {
      throw new IllegalArgumentException(
          "phoneRegions must be at most " + MOST_PHONE_REGIONS + ", was " + regions.size());
    }
    Set<String> known = PhoneNumberUtil.getInstance().getSupportedRegions();
    for (String region : regions) {
      if (!known.contains(region)) {
        throw new IllegalArgumentException(
            "phoneRegions must be ISO 3166 codes of two capital letters, was '" + region + "'");
      }
    }
    return regions;
  }
}
