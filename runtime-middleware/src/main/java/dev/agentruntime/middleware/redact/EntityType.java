package dev.agentruntime.middleware.redact;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What kind of thing a found value is, such as an e-mail address. Immutable; equal by name.
 *
 * <p>The constants are what the library's own detectors find; a host makes others for its own.
 *
 * @param name upper-case letters, digits and underscores, beginning with a letter, at most {@value
 *     #MAX_NAME} characters: it becomes part of placeholders that a model copies
 */
public record EntityType(String name) {
  /** How long a name may be. */
  public static final int MAX_NAME = 32;

  // Before the constants, which are checked by it.
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

  /** An e-mail address. */
  public static final EntityType EMAIL = new EntityType("EMAIL");

  /** A telephone number. */
  public static final EntityType PHONE = new EntityType("PHONE");

  /** A payment card's number. */
  public static final EntityType CARD = new EntityType("CARD");

  /** An international bank account number. */
  public static final EntityType IBAN = new EntityType("IBAN");

  /** A United States social security number, or a taxpayer's number (ITIN) of the same form. */
  public static final EntityType US_SSN = new EntityType("US_SSN");

  /** A person's number with a state, of any country but the United States. */
  public static final EntityType NATIONAL_ID = new EntityType("NATIONAL_ID");

  /** An IPv4 or IPv6 address. */
  public static final EntityType IP = new EntityType("IP");

  /** The hardware address of a network card. */
  public static final EntityType MAC = new EntityType("MAC");

  /** The address of a wallet of a crypto currency. */
  public static final EntityType CRYPTO = new EntityType("CRYPTO");

  /** A web address. */
  public static final EntityType URL = new EntityType("URL");

  /** A date of birth. */
  public static final EntityType BIRTH_DATE = new EntityType("BIRTH_DATE");

  /** The number of a passport. */
  public static final EntityType PASSPORT = new EntityType("PASSPORT");

  /** The number of a driving licence. */
  public static final EntityType DRIVING_LICENCE = new EntityType("DRIVING_LICENCE");

  /** The number of a bank account or of a bank's branch in one country's own form. */
  public static final EntityType BANK_ACCOUNT = new EntityType("BANK_ACCOUNT");

  /** A number a company or a business is taxed or registered under. */
  public static final EntityType TAX_ID = new EntityType("TAX_ID");

  /** The number of a patient, an insured person, or somebody licensed to treat them. */
  public static final EntityType MEDICAL_ID = new EntityType("MEDICAL_ID");

  /** A key, token or password. */
  public static final EntityType SECRET = new EntityType("SECRET");

  /** The name of a person. */
  public static final EntityType PERSON = new EntityType("PERSON");

  /** The name of a place. */
  public static final EntityType PLACE = new EntityType("PLACE");

  /** The name of a company, an authority or the like. */
  public static final EntityType ORGANISATION = new EntityType("ORGANISATION");

  /** Checks the name. */
  public EntityType {
    Objects.requireNonNull(name, "name");
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name must be at most "
              + MAX_NAME
              + " upper-case letters, digits and underscores and begin with a letter, was '"
              + name
              + "'");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
