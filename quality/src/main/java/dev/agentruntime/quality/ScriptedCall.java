package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One call the model is to ask for.
 *
 * @param id names the call, and by that whose it is
 * @param tool the tool's name
 * @param arguments what to call it with
 * @param output what the tool answers
 * @param planted whether whoever has read the output does the attacker's calls next
 * @param inner the call another agent makes within this one; null if there is no such agent
 */
record ScriptedCall(
    String id,
    String tool,
    ObjectNode arguments,
    String output,
    boolean planted,
    @Nullable ScriptedCall inner) {
  /** What the ids of calls begin with that are not the user's. */
  static final String ATTACKER = "attacker-";

  static ScriptedCall of(String id, InjectionCall call) {
    return new ScriptedCall(
        id, call.tool(), call.arguments(), call.output(), call.isPlanted(), null);
  }

  static boolean isAttackers(String callId) {
    return callId.startsWith(ATTACKER);
  }

  ScriptedCall answering(String other) {
    return new ScriptedCall(id, tool, arguments, other, planted, inner);
  }

  ScriptedCall harmless() {
    return new ScriptedCall(id, tool, arguments, output, false, inner);
  }
}
