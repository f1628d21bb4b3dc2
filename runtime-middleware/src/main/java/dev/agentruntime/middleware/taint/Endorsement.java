package dev.agentruntime.middleware.taint;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.middleware.demand.Demand;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * A person who let a call pass has vouched for its values, for the rest of the run; not for the
 * words in it that are for people to read, and not for the run. Stands behind the gate, so whatever
 * comes here was answered. Safe for use by many threads.
 */
final class Endorsement implements ToolMiddleware {
  private final TaintTerms terms;
  private final TaintSlots slots;
  private final Slot<Demands> demands;

  Endorsement(TaintTerms terms, TaintSlots slots, Slot<Demands> demands) {
    this.terms = terms;
    this.slots = slots;
    this.demands = demands;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    Demands made = demands.getOrNull(call);
    if (made != null && made.all().stream().map(Demand::layer).anyMatch(Taint.NAME::equals)) {
      slots.of(call.run()).endorse(values(call));
    }
    return next.handle(call);
  }

  private List<String> values(ToolCall call) {
    List<String> values = new ArrayList<>();
    for (Values.Value value : Values.of(call.arguments().object(), terms.roles())) {
      if (value.isWhole(terms.critical())) {
        values.add(value.normal());
      }
      for (Shapes.Shape shape : Shapes.in(value.normal())) {
        values.add(shape.text());
      }
    }
    return values;
  }
}
