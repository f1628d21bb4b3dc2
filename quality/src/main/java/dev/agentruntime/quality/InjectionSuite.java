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
  private static final String FLIP = "--flip";

  private final List<InjectionTrace> traces = new ArrayList<>();
  private boolean flip;

  @Override
  public String name() {
    return "injection";
  }

  @Override
  public boolean option(String option) {
    flip |= option.equals(FLIP);
    return option.equals(FLIP);
  }

  @Override
  public void add(ObjectNode row) throws BadRowException {
    traces.add(InjectionTrace.of(row));
  }

  @Override
  public List<ObjectNode> finish(String file) {
    ToolRoles roles = ToolRoles.beside(file);
    ToolSchemas schemas = ToolSchemas.beside(file);
    List<ObjectNode> lines = flip ? flips(file, roles, schemas) : lines(file, roles, schemas);
    traces.clear();
    return lines;
  }

  private List<ObjectNode> lines(String file, ToolRoles roles, ToolSchemas schemas) {
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
    return lines;
  }

  /** A line for each tool that is used, with what counts if its label were the other one. */
  private List<ObjectNode> flips(String file, ToolRoles roles, ToolSchemas schemas) {
    InjectionSetting declared =
        new InjectionSetting(InjectionPolicy.TAINT_DECLARED, roles, schemas);
    List<ObjectNode> lines = new ArrayList<>();
    for (ToolRole role : roles.all()) {
      List<InjectionTrace> touched = traces.stream().filter(t -> t.uses(role.name())).toList();
      if (!touched.isEmpty()) {
        InjectionTally before = tally(touched, InjectionVariant.PLAIN, declared);
        InjectionTally after =
            tally(
                touched,
                InjectionVariant.PLAIN,
                declared.with(roles.with(role.withTrust(!role.trusted()))));
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("suite", name()).put("file", file).put("flip", role.name());
        line.put("to", role.trusted() ? "untrusted" : "trusted");
        line.put("executed", after.executed() - before.executed());
        line.put("benignAsked", after.benignAsked() - before.benignAsked());
        lines.add(line);
      }
    }
    return lines;
  }

  private InjectionTally tally(InjectionVariant variant, InjectionSetting setting) {
    return tally(traces, variant, setting);
  }

  private static InjectionTally tally(
      List<InjectionTrace> traces, InjectionVariant variant, InjectionSetting setting) {
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
    for (InjectionTrace trace : traces) {
      if (tasks.add(trace.task())) {
        InjectionScript script = variant.script(trace.withoutAttacker());
        tally.addTask(InjectionReplay.play(script, setting));
      }
    }
    return tally;
  }
}
