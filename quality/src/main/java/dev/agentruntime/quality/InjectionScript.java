package dev.agentruntime.quality;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a model that obeys whoever spoke last is to do.
 *
 * @param task what the user says
 * @param user the calls for the user
 * @param attacker the calls it makes as soon as it has read what was planted
 */
record InjectionScript(String task, List<ScriptedCall> user, List<ScriptedCall> attacker) {
  /** Copies the lists. */
  InjectionScript {
    user = List.copyOf(user);
    attacker = List.copyOf(attacker);
  }

  /** Every call there may be, those of agents within calls included. */
  Stream<ScriptedCall> all() {
    return Stream.concat(user.stream(), attacker.stream())
        .flatMap(call -> Stream.concat(Stream.of(call), Stream.ofNullable(call.inner())));
  }
}
