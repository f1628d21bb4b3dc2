package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What an agent did for its user, and what it did for somebody else if it was talked into that.
 *
 * @param task what the user said
 * @param user the calls for the user, in order
 * @param attacker the calls for somebody else, in order; empty if nobody asked for any
 * @param benign whether what the agent did for the user counts
 * @param lastCounts whether only the attacker's last call does harm, and not those that lead to it
 */
record InjectionTrace(
    String task,
    List<InjectionCall> user,
    List<InjectionCall> attacker,
    boolean benign,
    boolean lastCounts) {

  /** Reads a row of either format. Fields it does not know are ignored. */
  static InjectionTrace of(ObjectNode row) throws BadRowException {
    JsonNode task = row.path("user_instruction");
    if (!task.isTextual()) {
      throw new BadRowException("row must have a string user_instruction");
    }
    List<InjectionCall> attacker = calls(row.path("attacker_calls"));
    if (row.path("steps").isArray()) {
      boolean benign = row.path("label").asText().equals("benign");
      return new InjectionTrace(task.textValue(), steps(row), attacker, benign, false);
    }
    if (row.path("legit_tool_calls").isArray()) {
      boolean stealing = row.path("attack_class").asText().equals("data_stealing");
      return new InjectionTrace(task.textValue(), legitimate(row), attacker, true, stealing);
    }
    throw new BadRowException("row must have an array steps or legit_tool_calls");
  }

  private static List<InjectionCall> calls(JsonNode nodes) throws BadRowException {
    List<InjectionCall> calls = new ArrayList<>();
    for (JsonNode node : nodes) {
      calls.add(InjectionCall.of(node));
    }
    return List.copyOf(calls);
  }

  private static List<InjectionCall> steps(ObjectNode row) throws BadRowException {
    List<String> texts = new ArrayList<>();
    row.path("injection_texts").forEach(text -> texts.add(text.asText()));
    List<InjectionCall> calls = new ArrayList<>();
    for (JsonNode node : row.get("steps")) {
      InjectionCall call = InjectionCall.of(node);
      calls.add(
          node.path("injected").asBoolean(false)
              ? call.with(call.output(), PlantedText.in(call.output(), texts))
              : call);
    }
    return List.copyOf(calls);
  }

  /** Calls and their outputs lie beside each other; the text is planted in the last output. */
  private static List<InjectionCall> legitimate(ObjectNode row) throws BadRowException {
    List<InjectionCall> calls = calls(row.get("legit_tool_calls"));
    List<InjectionCall> answered = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      String output = row.path("tool_outputs").path(i).path("output").asText();
      List<TextSpan> planted = i == calls.size() - 1 ? List.of(span(row, output)) : List.of();
      answered.add(calls.get(i).with(output, planted));
    }
    return List.copyOf(answered);
  }

  private static TextSpan span(ObjectNode row, String output) throws BadRowException {
    JsonNode span = row.path("injected_span");
    if (span.isMissingNode()) {
      return new TextSpan(0, output.length());
    }
    int start = span.path(0).asInt(-1);
    int end = span.path(1).asInt(-1);
    if (start < 0 || end < start || end > output.length()) {
      throw new BadRowException("injected_span must lie within the last output");
    }
    return new TextSpan(start, end);
  }

  /** The same with nobody talking the agent into anything. */
  InjectionTrace withoutAttacker() {
    return new InjectionTrace(task, user, List.of(), benign, lastCounts);
  }

  boolean isAttack() {
    return !attacker.isEmpty() && user.stream().anyMatch(InjectionCall::isPlanted);
  }

  boolean uses(String tool) {
    return user.stream().anyMatch(call -> call.tool().equals(tool))
        || attacker.stream().anyMatch(call -> call.tool().equals(tool));
  }
}
