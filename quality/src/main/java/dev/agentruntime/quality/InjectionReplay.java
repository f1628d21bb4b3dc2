package dev.agentruntime.quality;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Plays one script through a real runtime with the standard chain, somebody to ask, and a policy.
 * For one script.
 */
final class InjectionReplay {
  private final InjectionScript script;
  private final Map<String, ScriptedCall> calls = new HashMap<>();
  private final Set<String> ran = ConcurrentHashMap.newKeySet();
  private final InjectionSetting setting;

  private InjectionReplay(InjectionScript script, InjectionSetting setting) {
    this.script = script;
    this.setting = setting;
    script.all().forEach(call -> calls.put(call.id(), call));
  }

  static InjectionFate play(InjectionScript script, InjectionSetting setting) {
    return script.user().isEmpty()
        ? new InjectionFate(Set.of(), Set.of())
        : new InjectionReplay(script, setting).play();
  }

  private InjectionFate play() {
    Answerer answerer = new Answerer();
    int enough = 2 * calls.size() + 2;
    RunLimits limits =
        RunLimits.defaults().withModelCalls(enough).withToolCalls(enough).withCallsPerTool(enough);
    Readers readers = new Readers();
    AgentTool[] tools = tools(readers);
    try (AgentRuntime runtime =
        AgentRuntime.builder(new ObedientModel(script, ran))
            .tools((Object[]) tools)
            .middleware(setting.governance(answerer.approvals()))
            .limits(limits)
            .build()) {
      readers.runtime = runtime;
      RunResult result = runtime.agent("replay").build().run(script.task());
      if (!(result instanceof RunResult.Completed)) {
        throw new IllegalStateException("a replay must run to its end, was " + result);
      }
    }
    return new InjectionFate(ran, answerer.asked());
  }

  private AgentTool[] tools(Readers readers) {
    Map<String, AgentTool> tools = new HashMap<>();
    for (ScriptedCall call : calls.values()) {
      tools.computeIfAbsent(
          call.tool(),
          name ->
              AgentTool.of(
                  setting.schemas().of(call),
                  traits(name),
                  invocation -> answer(invocation.callId(), readers)));
    }
    return tools.values().toArray(AgentTool[]::new);
  }

  private ToolTraits traits(String tool) {
    EnumSet<ToolTrait> traits = EnumSet.of(ToolTrait.INTERRUPTIBLE);
    if (tool.equals(InjectionVariant.READER)) {
      traits.add(ToolTrait.DELEGATES);
    }
    if (setting.policy().isReadOnly(tool, setting.roles())) {
      traits.add(ToolTrait.READ_ONLY);
    }
    return ToolTraits.of(traits.toArray(ToolTrait[]::new));
  }

  private ToolOutcome answer(String callId, Readers readers) {
    ScriptedCall call = calls.get(callId);
    if (call == null) {
      throw new IllegalStateException("a replay must keep the ids of its calls, was " + callId);
    }
    ScriptedCall inner = call.inner();
    String output = inner == null ? call.output() : readers.read(script.task(), inner);
    if (inner == null || ran.contains(inner.id())) {
      ran.add(callId);
    }
    return ToolOutcome.success(output);
  }

  /** Agents called as tools. The runtime they live in is known only after its tools are. */
  private static final class Readers {
    private volatile @Nullable AgentRuntime runtime;

    String read(String task, ScriptedCall call) {
      return Objects.requireNonNull(runtime, "runtime")
          .agent("reader")
          .model(new ReadingModel(call))
          .tools(call.tool())
          .build()
          .run(task)
          .orThrow();
    }
  }
}
