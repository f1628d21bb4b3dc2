package dev.agentruntime.quality;

/**
 * What became of a trace.
 *
 * @param warned whether a result of it said that it repeats
 * @param blocked whether a call of it was refused
 * @param stopped whether a run of it was ended
 */
record LoopFate(boolean warned, boolean blocked, boolean stopped) {
  static final LoopFate UNTOUCHED = new LoopFate(false, false, false);

  LoopFate and(LoopFate other) {
    return new LoopFate(warned || other.warned, blocked || other.blocked, stopped || other.stopped);
  }
}
