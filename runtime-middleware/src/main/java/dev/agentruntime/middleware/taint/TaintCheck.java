package dev.agentruntime.middleware.taint;

import dev.agentruntime.chain.Admission;
import dev.agentruntime.chain.Decision;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.middleware.demand.Demand;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the values of the calls of one tool. Safe for use by many threads. */
final class TaintCheck implements Admission {
  /** More places are counted, not told. */
  private static final int MAX_TOLD = 5;

  private final TaintTerms terms;
  private final TaintSlots slots;
  private final Slot<Demands> demands;
  private final Slot<FirstArguments> first;

  TaintCheck(
      TaintTerms terms, TaintSlots slots, Slot<Demands> demands, Slot<FirstArguments> first) {
    this.terms = terms;
    this.slots = slots;
    this.demands = demands;
    this.first = first;
  }

  /** The arguments a call came with: what differs from them later, a person wrote. */
  static final class FirstArguments {
    private @Nullable ToolArguments arguments;

    @SuppressWarnings("ReferenceEquality") // the very arguments
    boolean are(ToolArguments given) {
      if (arguments == null) {
        arguments = given;
      }
      return arguments == given;
    }
  }

  @Override
  public @Nullable ToolOutcome peek(ToolCall call) {
    RunFrame run = call.run();
    boolean tainted = terms.guarded() && slots.isUntrusted(call);
    boolean leaking = terms.publicSink() && slots.isConfidential(call);
    if ((!tainted && !leaking) || !first.get(call).are(call.arguments())) {
      return null;
    }
    List<Values.Value> values = Values.of(call.arguments().object(), terms.roles());
    Demand demand = tainted ? untrusted(run, values) : null;
    if (demand == null && leaking) {
      demand = confidential(run, values);
    }
    return demand == null ? null : decided(call, demand);
  }

  private @Nullable Demand untrusted(RunFrame run, List<Values.Value> values) {
    List<String> unknown = new ArrayList<>(0);
    boolean steered = false;
    for (Values.Value value : values) {
      boolean whole = value.isWhole(terms.critical());
      steered |= whole;
      if (!slots.knows(run, value, whole)) {
        unknown.add(value.pointer());
      }
    }
    if (terms.critical() && !steered) {
      return new Demand(
          Taint.NAME,
          Taint.CRITICAL,
          "The run has read text nobody vouches for, and nothing in this call shows that the user"
              + " wants it");
    }
    return unknown.isEmpty()
        ? null
        : new Demand(
            Taint.NAME,
            Taint.UNTRUSTED_VALUES,
            "The run has read text nobody vouches for, and the user did not say what stands at "
                + told(unknown));
  }

  private @Nullable Demand confidential(RunFrame run, List<Values.Value> values) {
    boolean addressed = false;
    boolean known = true;
    for (Values.Value value : values) {
      if (value.isDestination()) {
        addressed = true;
        known &= slots.knows(run, value, true);
      }
    }
    return addressed && known
        ? null
        : new Demand(
            Taint.NAME,
            Taint.CONFIDENTIAL,
            "The run has seen confidential data, and others can read what this tool is given");
  }

  private static String told(List<String> pointers) {
    int shown = Math.min(pointers.size(), MAX_TOLD);
    String list = String.join(", ", pointers.subList(0, shown));
    return shown < pointers.size() ? list + " and " + (pointers.size() - shown) + " more" : list;
  }

  private @Nullable ToolOutcome decided(ToolCall call, Demand demand) {
    tellOnce(call, demand);
    return switch (terms.mode()) {
      case OBSERVE -> null;
      case ASK -> {
        demands.get(call).add(demand);
        yield null;
      }
      case DENY -> new ToolOutcome.Rejected(Taint.NAME, demand.reason());
    };
  }

  private static void tellOnce(ToolCall call, Demand demand) {
    for (Decision decision : call.decisions()) {
      if (decision.layer().equals(Taint.NAME) && decision.code().equals(demand.code())) {
        return;
      }
    }
    call.decided(Taint.NAME, demand.code(), demand.reason());
  }
}
