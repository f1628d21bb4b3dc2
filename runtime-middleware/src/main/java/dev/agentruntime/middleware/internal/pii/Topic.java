package dev.agentruntime.middleware.internal.pii;

/**
 * What a word near a number says that the number is. The words of each are in {@link Lexicon};
 * several countries' numbers share a topic where they cannot be mistaken for each other.
 */
enum Topic {
  PHONE(1L),
  CARD(1L << 1),
  IBAN(1L << 2),
  BANK(1L << 3),
  ROUTING(1L << 4),
  SSN(1L << 5),
  NATIONAL(1L << 6),
  /** Like national, by words that say it beyond doubt. */
  IDENTITY(1L << 7),
  TAX(1L << 8),
  HEALTH(1L << 9),
  /** Like health, by words that say it beyond doubt. */
  PATIENT(1L << 10),
  DOCTOR(1L << 11),
  PASSPORT(1L << 12),
  LICENCE(1L << 13),
  BIRTH(1L << 14),
  IP(1L << 15),
  /** Not personal: what the number of a program, an order or a file is called. */
  VERSION(1L << 16);

  private final long bit;

  Topic(long bit) {
    this.bit = bit;
  }

  /** This topic alone, in a set of topics that costs no object. */
  long bit() {
    return bit;
  }
}
