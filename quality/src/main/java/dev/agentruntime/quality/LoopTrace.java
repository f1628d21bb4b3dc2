package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One recorded conversation with an agent.
 *
 * @param label what its corpus says of it, or else what can be counted
 * @param runs its calls, cut where the user is known to have said something
 */
record LoopTrace(String label, List<List<LoopStep>> runs) {
  /** From this many identical calls with identical results on, a trace without a label has one. */
  private static final int MANY = 4;

  static LoopTrace of(ObjectNode row) throws BadRowException {
    List<List<LoopStep>> runs = runs(row);
    return new LoopTrace(label(row, runs), runs);
  }

  private static List<List<LoopStep>> runs(ObjectNode row) throws BadRowException {
    List<List<LoopStep>> runs = new ArrayList<>();
    if (row.path("turns").isArray()) {
      for (JsonNode turn : row.get("turns")) {
        addRuns(turn.path("calls"), runs);
      }
    } else if (row.path("steps").isArray()) {
      addRuns(row.get("steps"), runs);
    } else {
      throw new BadRowException("row must have an array steps or turns");
    }
    return runs;
  }

  /** What the user does with a tool of his own is no call of the agent, but something he says. */
  private static void addRuns(JsonNode steps, List<List<LoopStep>> runs) throws BadRowException {
    List<LoopStep> run = new ArrayList<>();
    for (JsonNode node : steps) {
      LoopStep step = LoopStep.of(node);
      if (step.byUser()) {
        runs.add(run);
        run = new ArrayList<>();
      } else {
        run.add(step);
      }
    }
    runs.add(run);
  }

  private static String label(ObjectNode row, List<List<LoopStep>> runs) {
    JsonNode given = row.get("label");
    if (given != null && given.isTextual()) {
      return given.textValue();
    }
    JsonNode says = row.get("any_loop_label");
    if (says != null && says.isBoolean()) {
      return says.booleanValue() ? "says_in_loop" : "says_no_loop";
    }
    return mostRepeats(runs) >= MANY ? "repeats_" + MANY + "_or_more" : "unlabelled";
  }

  private static int mostRepeats(List<List<LoopStep>> runs) {
    List<LoopStep> all = runs.stream().flatMap(List::stream).toList();
    int most = 0;
    for (LoopStep step : all) {
      most = Math.max(most, (int) all.stream().filter(step::repeats).count());
    }
    return most;
  }

  boolean lacksResults() {
    return runs.stream().flatMap(List::stream).anyMatch(step -> step.result() == null);
  }
}
