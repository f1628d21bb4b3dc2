package dev.agentruntime.middleware.internal.pii;

/**
 * What a word near a number says that the number is. The words of each are in {@link Lexicon};
 * several countries' numbers share a topic where they cannot be mistaken for each other.
 */
enum Topic {
  PHONE,
  CARD,
  IBAN,
  BANK,
  ROUTING,
  SSN,
  NATIONAL,
  /** Like national, by words that say it beyond doubt. */
  IDENTITY,
  TAX,
  HEALTH,
  /** Like health, by words that say it beyond doubt. */
  PATIENT,
  DOCTOR,
  PASSPORT,
  LICENCE,
  BIRTH,
  IP,
  /** Not personal: what the number of a program, an order or a file is called. */
  VERSION;

  /** This topic alone. */
  long bit() {
    return 1L << ordinal();
  }
}
