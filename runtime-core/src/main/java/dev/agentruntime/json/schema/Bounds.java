package dev.agentruntime.json.schema;

/** Bounds of sizes in words. Stateless. */
final class Bounds {
  private Bounds() {}

  /** Such as "at least 2 characters"; a maximum of the largest integer is none. */
  static String words(int min, int max, String units) {
    if (max == Integer.MAX_VALUE) {
      return "at least " + min + " " + units;
    }
    return min == 0 ? "at most " + max + " " + units : "from " + min + " to " + max + " " + units;
  }
}
