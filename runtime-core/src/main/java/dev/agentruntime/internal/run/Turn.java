package dev.agentruntime.internal.run;

import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn in which the model asked for tools: its calls with ids of their own, what limits make of
 * them, and the commit of the whole turn at once. Owner thread only.
 */
final class Turn {
  private static final String LIMITS = "run-limits";

  final RunState run;
  final List<ToolExecutionRequest> requests;
  private final AiMessage message;
  private final boolean cutOff;
  private @Nullable StopReason stop;
  private String stopDetail = "";

  Turn(RunState run, ChatResponse response) {
    this.run = run;
    this.message = withOwnIds(run, response.aiMessage());
    this.requests = message.toolExecutionRequests();
    this.cutOff = response.finishReason() == FinishReason.LENGTH;
  }

  /** The same message, each call with an id no other call of the conversation has. */
  private static AiMessage withOwnIds(RunState run, AiMessage message) {
    List<ToolExecutionRequest> requests = message.toolExecutionRequests();
    List<ToolExecutionRequest> changed = null;
    for (int i = 0; i < requests.size(); i++) {
      ToolExecutionRequest request = requests.get(i);
      String id = request.id();
      String name = request.name();
      boolean fine = id != null && !id.isBlank() && name != null && !isTaken(run, requests, i, id);
      if (!fine && changed == null) {
        changed = new ArrayList<>(requests);
      }
      if (!fine && changed != null) {
        String minted = "call-" + run.modelCalls() + "-" + i;
        changed.set(
            i,
            request.toBuilder()
                .id(mint(run, changed, minted))
                .name(name == null ? "" : name)
                .build());
      }
    }
    return changed == null ? message : message.toBuilder().toolExecutionRequests(changed).build();
  }

  private static String mint(RunState run, List<ToolExecutionRequest> requests, String wanted) {
    String id = wanted;
    for (int i = 2; isTaken(run, requests, requests.size(), id); i++) {
      id = wanted + "-" + i;
    }
    return id;
  }

  private static boolean isTaken(
      RunState run, List<ToolExecutionRequest> requests, int before, String id) {
    for (int i = 0; i < before; i++) {
      if (id.equals(requests.get(i).id())) {
        return true;
      }
    }
    for (ChatMessage message : run.history()) {
      if (message instanceof ToolExecutionResultMessage result && id.equals(result.id())) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return requests.size();
  }

  CompiledTool tool(int position) {
    return run.tools().find(requests.get(position).name());
  }

  /** Counts a call against the limits; to be asked once per call, in the order of the turn. */
  ToolChain.Identity admit(int position, CompiledTool tool) {
    ToolExecutionRequest request = requests.get(position);
    return new ToolChain.Identity(
        request.id(), request.name(), run.modelCalls(), position, refusal(tool));
  }

  private @Nullable ToolOutcome refusal(CompiledTool tool) {
    RunLimits limits = run.agent().limits();
    int ofThisTool = run.countToolCall(tool.index, run.tools().counters());
    if (run.toolCalls() > limits.toolCalls()) {
      stop(
          StopReason.TOOL_CALL_LIMIT,
          "toolCalls limit " + limits.toolCalls() + ", call number " + run.toolCalls());
      return blocked(
          "tool_call_limit",
          "This run may make at most " + limits.toolCalls() + " tool calls, and they are used up.");
    }
    if (ofThisTool > limits.callsPerTool()) {
      if (ofThisTool > limits.callsPerTool() + 1) {
        stop(
            StopReason.CALLS_PER_TOOL_LIMIT,
            "callsPerTool limit "
                + limits.callsPerTool()
                + ", call number "
                + ofThisTool
                + " of '"
                + tool.chain.tool().name()
                + "'");
      }
      return blocked(
          "calls_per_tool_limit",
          "This tool may be called at most "
              + limits.callsPerTool()
              + " times in a run. Go on without it, or answer with what you have.");
    }
    if (cutOff) {
      return new ToolOutcome.InvalidArguments(
          "your answer was cut off by its length limit, so the call may be incomplete");
    }
    return null;
  }

  private static ToolOutcome blocked(String code, String text) {
    return new ToolOutcome.Blocked(LIMITS, code, text, null);
  }

  private void stop(StopReason reason, String detail) {
    if (stop == null) {
      stop = reason;
      stopDetail = detail;
    }
  }

  /** Why the run ends after this turn, or null if it goes on. */
  @Nullable StopReason stopReason() {
    RunState.StopRequest request = run.stopRequest();
    if (stop == null && request != null) {
      stop(StopReason.LAYER, request.layer() + ": " + request.detail());
    }
    return stop;
  }

  String stopDetail() {
    return stopDetail;
  }

  /** Adds the model's message and all its results to the conversation; the only place that does. */
  void commit(ToolOutcome[] outcomes) {
    List<ChatMessage> history = run.history();
    history.add(message);
    for (int i = 0; i < outcomes.length; i++) {
      history.add(result(requests.get(i), outcomes[i]));
    }
  }

  private ToolExecutionResultMessage result(ToolExecutionRequest request, ToolOutcome outcome) {
    String text = run.core().textForModel(outcome);
    if (!outcome.isError()) {
      return ToolExecutionResultMessage.from(request.id(), request.name(), text);
    }
    return ToolExecutionResultMessage.builder()
        .id(request.id())
        .toolName(request.name())
        .text(text)
        .isError(true)
        .build();
  }
}
