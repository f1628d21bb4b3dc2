package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.redact.EntityType;

/**
 * What one kind of number looks like, and what it takes to be sure of it. Immutable.
 *
 * @param type what it is reported as
 * @param length letters and digits in it
 * @param letters a bit for each place that is a letter
 * @param breaks a bit for each place before which a separator may stand
 * @param mixed whether separators may differ
 * @param check what must hold of its letters and digits, which are capitals
 * @param needs what it takes besides
 * @param topic what a word near it speaks of, if it does
 */
record IdRule(
    EntityType type,
    int length,
    long letters,
    long breaks,
    boolean mixed,
    Check check,
    Needs needs,
    Topic topic) {

  /** What a form and a check alone are worth. */
  enum Needs {
    /** Nothing: so few other numbers pass that it is taken for what it is wherever it stands. */
    NOTHING,

    /** The usual separators, or a word that says what it is. */
    SEPARATORS,

    /** A word that says what it is. */
    CONTEXT
  }

  /** What must hold of the letters and digits, beyond the form. */
  @FunctionalInterface
  interface Check {
    boolean holds(CharSequence id);
  }

  /**
   * Makes a rule.
   *
   * @param form {@code A} for a letter, {@code 9} for a digit, and a hyphen where a separator of
   *     any usual kind may stand, the same in all places; a full stop where another one may
   */
  static IdRule of(EntityType type, String form, Check check, Needs needs, Topic topic) {
    long letters = 0;
    long breaks = 0;
    int length = 0;
    for (int i = 0; i < form.length(); i++) {
      char c = form.charAt(i);
      if (c == '-' || c == '.') {
        breaks |= 1L << length;
      } else {
        letters |= c == 'A' ? 1L << length : 0;
        length++;
      }
    }
    boolean mixed = form.indexOf('.') >= 0;
    return new IdRule(type, length, letters, breaks, mixed, check, needs, topic);
  }

  /** What rules are looked up by. */
  long key() {
    return key(length, letters);
  }

  /** The key of a number of so many letters and digits. */
  static long key(int length, long letters) {
    return letters << 8 | length;
  }

  /**
   * Whether a number of this form may be one, with separators only where they may stand.
   *
   * @param uniform whether the separators are the same
   */
  boolean fits(CharSequence id, long separated, boolean uniform) {
    return (separated & ~breaks) == 0 && (uniform || mixed) && check.holds(id);
  }

  /**
   * How sure it is that a number that fits is what the rule is for.
   *
   * @param separated a bit for each place before which a separator stands
   * @param inContext whether words near it speak of the topic
   * @return 0 if it is not
   */
  double confidence(long separated, boolean inContext) {
    if (inContext) {
      return needs == Needs.CONTEXT ? Confidence.IN_CONTEXT : Confidence.CHECKED;
    }
    boolean usual = separated != 0 && separated == breaks;
    return switch (needs) {
      case NOTHING -> Confidence.OF_SHAPE_ONLY_IT_HAS;
      case SEPARATORS -> usual ? Confidence.GROUPED : 0;
      case CONTEXT -> 0;
    };
  }
}
