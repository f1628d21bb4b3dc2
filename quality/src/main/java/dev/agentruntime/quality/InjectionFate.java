package dev.agentruntime.quality;

import java.util.Set;

/**
 * What became of the calls of a run.
 *
 * @param ran the ids of those whose tools ran
 * @param asked the ids of those somebody was asked about
 */
record InjectionFate(Set<String> ran, Set<String> asked) {
  /** Copies the sets. */
  InjectionFate {
    ran = Set.copyOf(ran);
    asked = Set.copyOf(asked);
  }
}
