package dev.agentruntime.quality;

import dev.agentruntime.middleware.redact.EntityType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the corpora call the types that are looked for. A name that is in no line is of something
 * that is not looked for, such as an age or a sum of money. Stateless.
 */
final class EntityNames {
  private static final Map<String, EntityType> TYPES =
      table(
          """
          EMAIL           EMAIL EMAIL_ADDRESS EMAILADDRESS
          PHONE           PHONE PHONE_NUMBER PHONENUMBER TR_PHONE_NUMBER PH_MOBILE_NUMBER
          CARD            CREDIT_CARD CREDITCARD CREDIT_CARD_NUMBER
          IBAN            IBAN IBAN_CODE IBANCODE
          US_SSN          SSN US_SSN US_ITIN SOCIAL_SECURITY_NUMBER
          IP              IP_ADDRESS IPADDRESS
          MAC             MAC_ADDRESS MACADDRESS
          CRYPTO          CRYPTO CRYPTOCURRENCY_ADDRESS BITCOINADDRESS
          URL             URL DOMAIN_NAME
          BIRTH_DATE      DATE_OF_BIRTH
          PASSPORT        PASSPORT PASSPORT_NUMBER PASSPORTNUMBER US_PASSPORT UK_PASSPORT DE_PASSPORT
          PASSPORT        ES_PASSPORT IN_PASSPORT IT_PASSPORT KR_PASSPORT
          DRIVING_LICENCE DRIVER_LICENSE DRIVER_LICENSE_NUMBER DRIVERS_LICENSE_NUMBER DRIVERSLICENSE
          DRIVING_LICENCE US_DRIVER_LICENSE UK_DRIVING_LICENCE IT_DRIVER_LICENSE KR_DRIVER_LICENSE
          DRIVING_LICENCE DE_FUEHRERSCHEIN
          BANK_ACCOUNT    BANK_ACCOUNT_NUMBER ACCOUNT_NUMBER ROUTING_NUMBER BANKROUTINGNUMBER
          BANK_ACCOUNT    ABA_ROUTING_NUMBER US_BANK_NUMBER
          TAX_ID          TAX_ID EIN AU_ABN AU_ACN IN_GSTIN IT_VAT_CODE DE_VAT_ID KR_BRN SG_UEN
          TAX_ID          SE_ORGANISATIONSNUMMER PH_TIN
          MEDICAL_ID      MEDICAL_RECORD_NUMBER NPI_NUMBER US_NPI US_MBI DEA_NUMBER MEDICAL_LICENSE
          MEDICAL_ID      HEALTH_INSURANCE_ID INSURANCE_ID PATIENT_ID PID PRESCRIPTION_NUMBER AU_MEDICARE
          MEDICAL_ID      DE_HEALTH_INSURANCE DE_LANR DE_BSNR
          NATIONAL_ID     NATIONAL_ID_NUMBER PAN AADHAR UK_NHS UK_NINO ES_NIF ES_NIE IT_FISCAL_CODE
          NATIONAL_ID     IT_IDENTITY_CARD PL_PESEL FI_PERSONAL_IDENTITY_CODE IN_AADHAAR IN_PAN IN_VOTER
          NATIONAL_ID     AU_TFN SG_NRIC_FIN DE_TAX_ID DE_TAX_NUMBER DE_ID_CARD DE_SOCIAL_SECURITY KR_RRN
          NATIONAL_ID     KR_FRN SE_PERSONNUMMER TH_TNIN TR_NATIONAL_ID ZA_ID_NUMBER CA_SIN NG_NIN
          PERSON          PERSON PERSON_NAME PHYSICIAN_NAME
          PLACE           LOCATION GPE ADDRESS STREET_ADDRESS
          ORGANISATION    ORGANIZATION ORGANIZATION_NAME ORG
          """);

  private EntityNames() {}

  /** Our type for a corpus's name, or null if it is not looked for. */
  static @Nullable EntityType type(String name) {
    return TYPES.get(name.toUpperCase(Locale.ROOT));
  }

  /**
   * Whether a finding within a value of this name is no mistake though it is of another type: a
   * date of birth that the corpus calls a date.
   */
  static boolean mayBe(String name, EntityType found) {
    return switch (name) {
      case "DATE_TIME", "DATE", "TIMESTAMP" -> found.equals(EntityType.BIRTH_DATE);
      case "URL", "DOMAIN_NAME" -> found.equals(EntityType.EMAIL) || found.equals(EntityType.IP);
      default -> false;
    };
  }

  private static Map<String, EntityType> table(String lines) {
    Map<String, EntityType> types = new HashMap<>();
    for (String line : lines.lines().toList()) {
      String[] names = line.split(" +", -1);
      for (int i = 1; i < names.length; i++) {
        types.put(names[i], new EntityType(names[0]));
      }
    }
    return Map.copyOf(types);
  }
}
