package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder made of one text.
 *
 * @param value the value, or null if the text was refused
 * @param changed whether the decoder says that it changed something
 * @param crashed whether it threw something it does not declare
 * @param length characters of the text
 * @param nanos how long it took
 */
record Attempt(@Nullable JsonNode value, boolean changed, boolean crashed, int length, long nanos) {
  /** What a text may take whatever its length: pauses and the loading of classes are in it. */
  private static final long PAUSE_NANOS = 500_000_000;

  /** Far above what any decoder takes per character, and far below what a quadratic one takes. */
  private static final long NANOS_PER_CHARACTER = 20_000;

  boolean isSlow() {
    return nanos > PAUSE_NANOS + NANOS_PER_CHARACTER * length;
  }
}
