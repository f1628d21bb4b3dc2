package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures loop detection on recorded calls of agents: whom it warns, blocks and stops. Prints a
 * line for each label.
 */
final class LoopSuite implements Suite {
  private final LoopReplay careful = new LoopReplay(LoopReplay.Unrecorded.DIFFER);
  private final LoopReplay byArguments = new LoopReplay(LoopReplay.Unrecorded.ARE_THE_SAME);
  private final Map<String, LoopTally> tallies = new TreeMap<>();

  @Override
  public String name() {
    return "loops";
  }

  @Override
  public void add(ObjectNode row) throws BadRowException {
    LoopTrace trace = LoopTrace.of(row);
    LoopTally tally = tallies.computeIfAbsent(trace.label(), _ -> new LoopTally());
    tally.add(careful.play(trace));
    if (trace.lacksResults()) {
      tally.addWithoutResults(byArguments.play(trace));
    }
  }

  @Override
  public List<ObjectNode> finish(String file) {
    List<ObjectNode> lines = new ArrayList<>();
    tallies.forEach(
        (label, tally) -> {
          ObjectNode line = JsonNodeFactory.instance.objectNode();
          line.put("suite", name()).put("file", file).put("label", label);
          tally.writeTo(line);
          lines.add(line);
        });
    tallies.clear();
    return lines;
  }
}
