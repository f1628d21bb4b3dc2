package dev.agentruntime.middleware.order;

/**
 * What two layers promise together.
 *
 * @param outer the layer that stands further out
 * @param inner the other one
 * @param words the promise, in plain words
 * @param proof plays it
 */
record Invariant(String outer, String inner, String words, Proof proof) {

  /** Plays one promise. */
  @FunctionalInterface
  interface Proof {
    boolean holds(Scene scene) throws InterruptedException;
  }

  @Override
  public String toString() {
    return outer + " outside " + inner + ": " + words;
  }
}
