package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What became of the traces of one label. Confined to one thread. */
final class LoopTally {
  private final Counts all = new Counts();
  private final Counts byArguments = new Counts();

  void add(LoopFate fate) {
    all.add(fate);
  }

  /** Of a trace whose results are not all known: its fate if they were all the same. */
  void addWithoutResults(LoopFate fate) {
    byArguments.add(fate);
  }

  /** Adds the counts to a line. */
  void writeTo(ObjectNode line) {
    all.writeTo(line);
    if (byArguments.traces > 0) {
      byArguments.writeTo(line.putObject("byArgumentsAlone"));
    }
  }

  private static final class Counts {
    private int traces;
    private int warned;
    private int blocked;
    private int stopped;

    void add(LoopFate fate) {
      traces++;
      warned += fate.warned() ? 1 : 0;
      blocked += fate.blocked() ? 1 : 0;
      stopped += fate.stopped() ? 1 : 0;
    }

    void writeTo(ObjectNode line) {
      line.put("traces", traces)
          .put("warned", warned)
          .put("blocked", blocked)
          .put("stopped", stopped);
    }
  }
}
