package dev.agentruntime.quality;

/**
 * A part of a text.
 *
 * @param start its first UTF-16 code unit
 * @param end the one after its last
 */
record TextSpan(int start, int end) {
  String of(String text) {
    return text.substring(start, end);
  }
}
