package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Measures what an agent can be talked into by what it reads, and how often its user is asked.
 * Prints a line for each policy and each way in which the text comes.
 */
final class InjectionSuite implements Suite {
  private final List<InjectionTrace> traces = new ArrayList<>();

  @Override
  public String name() {
    return "injection";
  }

  @Override
  public void add(ObjectNode row) throws BadRowException {
    traces.add(InjectionTrace.of(row));
  }

  @Override
  public List<ObjectNode> finish(String file) {
    ToolRoles roles = ToolRoles.beside(file);
    ToolSchemas schemas = ToolSchemas.beside(file);
    List<ObjectNode> lines = new ArrayList<>();
    for (InjectionPolicy policy : InjectionPolicy.values()) {
      for (InjectionVariant variant : InjectionVariant.values()) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("suite", name()).put("file", file);
        policy.writeTo(line);
        line.put("variant", variant.label());
        tally(variant, new InjectionSetting(policy, roles, schemas)).writeTo(line);
        lines.add(line);
      }
    }
    traces.clear();
    return lines;
  }

  private InjectionTally tally(InjectionVariant variant, InjectionSetting setting) {
    InjectionTally tally = new InjectionTally(setting.roles());
    Set<String> tasks = new HashSet<>();
    for (InjectionTrace trace : traces) {
      if (trace.isAttack()) {
        InjectionScript script = variant.script(trace);
        tally.addAttack(trace, script, InjectionReplay.play(script, setting));
      } else if (!trace.benign()) {
        tally.addApart();
      }
      if (trace.benign() && tasks.add(trace.task())) {
        InjectionScript script = variant.script(trace.withoutAttacker());
        tally.addBenign(script, InjectionReplay.play(script, setting));
      }
    }
    return tally;
  }
}
