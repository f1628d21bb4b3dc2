package dev.agentruntime.internal.run;

import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.context.MessageOrigin;
import dev.agentruntime.run.RunCheckpoint;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.tool.ToolArguments;
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

  private static final ToolOutcome CUT_OFF =
      new ToolOutcome.InvalidArguments(
          "your answer was cut off before its end, so the call may be incomplete");

  private static final ToolOutcome FILTERED =
      new ToolOutcome.InvalidArguments(
          "the provider's content filter withheld part of your answer, so the call may be"
              + " incomplete");

  final RunState run;
  final List<ToolExecutionRequest> requests;
  private final ToolArguments[] arguments;
  private final AiMessage message;

  /** Why none of the calls may run, or null. */
  private final @Nullable ToolOutcome incomplete;

  /** How the calls ended that are not to be run again; null for a turn that begins. */
  private final @Nullable List<RunCheckpoint.Call> earlier;

  private @Nullable StopReason stop;
  private String stopDetail = "";
  private @Nullable Throwable fatal;

  Turn(RunState run, ChatResponse response) {
    this.run = run;
    this.message = withOwnIds(run, response.aiMessage());
    this.requests = message.toolExecutionRequests();
    this.arguments = argumentsOf(requests);
    this.earlier = null;
    FinishReason finish = response.finishReason();
    if (finish == FinishReason.CONTENT_FILTER) {
      stop(StopReason.CONTENT_FILTER, "the provider's content filter withheld part of the answer");
    }
    this.incomplete =
        finish == FinishReason.LENGTH
            ? CUT_OFF
            : finish == FinishReason.CONTENT_FILTER ? FILTERED : null;
  }

  private Turn(RunState run, RunCheckpoint from) {
    this.run = run;
    this.message = from.turn();
    this.requests = message.toolExecutionRequests();
    this.arguments = argumentsOf(requests);
    this.incomplete = null;
    this.earlier = from.calls();
    RunCheckpoint.Stop planned = from.stop();
    if (planned != null) {
      stop(planned.reason(), planned.detail());
    }
  }

  /** A turn whose waiting calls are to enter their chains again. */
  static Turn resumed(RunState run, RunCheckpoint from) {
    return new Turn(run, from);
  }

  private static ToolArguments[] argumentsOf(List<ToolExecutionRequest> requests) {
    ToolArguments[] arguments = new ToolArguments[requests.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = ToolArguments.ofText(requests.get(i).arguments());
    }
    return arguments;
  }

  /** How a call ended before the run was suspended, or null if it is to be run. */
  @Nullable ToolOutcome known(int position) {
    return earlier == null ? null : earlier.get(position).outcome();
  }

  /** Where the run stands when calls of this turn wait. */
  RunCheckpoint checkpoint(ToolOutcome[] outcomes) {
    List<RunCheckpoint.Call> calls = new ArrayList<>(outcomes.length);
    for (int i = 0; i < outcomes.length; i++) {
      boolean waits = outcomes[i] instanceof ToolOutcome.Suspended;
      ToolExecutionRequest request = requests.get(i);
      calls.add(new RunCheckpoint.Call(request.id(), request.name(), waits ? null : outcomes[i]));
    }
    return new RunCheckpoint(
        run.runId(),
        run.agent().name(),
        run.history(),
        message,
        calls,
        run.counts(),
        run.deadline().remaining(run.time()),
        stop == null ? null : new RunCheckpoint.Stop(stop, stopDetail));
  }

  /** The same message, each call with an id no other call of the conversation has. */
  private static AiMessage withOwnIds(RunState run, AiMessage message) {
    List<ToolExecutionRequest> requests = message.toolExecutionRequests();
    List<ToolExecutionRequest> changed = null;
    for (int i = 0; i < requests.size(); i++) {
      ToolExecutionRequest request = requests.get(i);
      String id = request.id();
      boolean fine = id != null && !id.isBlank() && !isTaken(run, requests, i, id);
      if (fine && request.name() != null) {
        continue;
      }
      if (changed == null) {
        changed = new ArrayList<>(requests);
      }
      String own = fine ? id : mint(run, changed, "call-" + run.modelCalls() + "-" + i);
      String name = request.name() == null ? "" : request.name();
      changed.set(i, request.toBuilder().id(own).name(name).build());
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

  /** What the model asked the call to do. */
  ToolArguments arguments(int position) {
    return arguments[position];
  }

  /** Counts a call against the limits; to be asked once per call, in the order of the turn. */
  ToolChain.Identity admit(int position, CompiledTool tool) {
    ToolExecutionRequest request = requests.get(position);
    ToolOutcome refusal = earlier == null ? refusal(tool) : noRoomFor(tool);
    return new ToolChain.Identity(
        request.id(), request.name(), run.modelCalls(), position, refusal);
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
    ToolOutcome noRoom = noRoomFor(tool);
    return noRoom == null ? incomplete : noRoom;
  }

  private @Nullable ToolOutcome noRoomFor(CompiledTool tool) {
    return tool.inline || run.core().stragglers().hasRoom()
        ? null
        : blocked(
            "too_much_abandoned_work",
            "Too many earlier calls hang and cannot be stopped, so this tool cannot be called"
                + " now.");
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

  /**
   * The turn cannot go on for a reason that is not the tools': no thread to be had, or an error of
   * the virtual machine. The first one counts.
   */
  void fatal(Throwable thrown) {
    if (fatal == null) {
      fatal = thrown;
    }
  }

  @Nullable Throwable fatal() {
    return fatal;
  }

  /**
   * Adds the model's message and all its results to the conversation, or nothing if that fails; the
   * only place that does.
   */
  void commit(ToolOutcome[] outcomes) {
    List<ChatMessage> history = run.history();
    int before = history.size();
    boolean whole = false;
    try {
      List<ToolExecutionRequest> sendable = Sendable.calls(this);
      history.add(
          sendable.equals(requests)
              ? message
              : message.toBuilder().toolExecutionRequests(sendable).build());
      for (int i = 0; i < outcomes.length; i++) {
        history.add(result(sendable.get(i), outcomes[i], i));
      }
      whole = true;
    } finally {
      if (!whole) {
        history.subList(before, history.size()).clear();
      }
    }
  }

  private ToolExecutionResultMessage result(
      ToolExecutionRequest request, ToolOutcome outcome, int position) {
    String text = run.core().textForModel(outcome);
    MessageOrigin origin = originOf(outcome, position);
    if (!outcome.isError() && origin == null) {
      return ToolExecutionResultMessage.from(request.id(), request.name(), text);
    }
    ToolExecutionResultMessage.Builder message =
        ToolExecutionResultMessage.builder().id(request.id()).toolName(request.name()).text(text);
    if (outcome.isError()) {
      message.isError(true);
    }
    if (origin != null) {
      message.attributes(origin.attributes());
    }
    return message.build();
  }

  /** Null for what a tool says that nobody vouches for. */
  private @Nullable MessageOrigin originOf(ToolOutcome outcome, int position) {
    CompiledTool tool = tool(position);
    if (outcome instanceof ToolOutcome.InvalidArguments
        && !tool.vouchedFor
        && mayBeToolsWords(position)) {
      return null;
    }
    boolean toolsWords =
        outcome instanceof ToolOutcome.Success || outcome instanceof ToolOutcome.ToolError;
    if (!toolsWords) {
      return MessageOrigin.RUNTIME;
    }
    return tool.vouchedFor ? MessageOrigin.TRUSTED_TOOL : null;
  }

  /** Who spoke is not kept with a suspended run. */
  private boolean mayBeToolsWords(int position) {
    return known(position) != null || run.isRefusedByTool(requests.get(position).id());
  }
}
