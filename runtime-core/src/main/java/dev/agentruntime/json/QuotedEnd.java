package dev.agentruntime.json;

/**
 * Where a quoted string ends.
 *
 * @param content where its content ends
 * @param resume where the parser goes on
 * @param kind how the end was found
 */
record QuotedEnd(int content, int resume, Kind kind) {

  /** How an end was found. */
  enum Kind {
    /** By a quote that nobody would take for a part of the string. */
    QUOTE,
    /** Its quote is missing: something that cannot be in the string follows. */
    MISSING,
    /**
     * Its quote is nowhere, and the text's end looks like that of what contains the string. Whether
     * the quote was forgotten or the text was cut inside the string, nobody can tell.
     */
    LOST,
    /** The text ended. */
    CUT
  }
}
