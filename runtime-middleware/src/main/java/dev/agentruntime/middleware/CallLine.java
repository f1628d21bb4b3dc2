package dev.agentruntime.middleware;

import dev.agentruntime.chain.Incident;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.text.Names;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says in key-value pairs what is to be known of a call of one tool. Everything that a model, a
 * tool or an exception worded stays out, but for values and messages that a redactor has seen.
 * Immutable; safe for use by many threads.
 */
final class CallLine {
  /** Longer values are cut after redaction: a log line is to be read. */
  private static final int MAX_VALUE = 1_000;

  private final ToolDescriptor tool;
  private final Set<String> declaredKeys;
  private final @Nullable Redactor messages;
  private final @Nullable Redactor values;

  CallLine(ToolDescriptor tool, @Nullable Redactor redactor, boolean showValues) {
    boolean sensitive = tool.traits().has(ToolTrait.SENSITIVE);
    JsonObjectSchema parameters = tool.specification().parameters();
    this.tool = tool;
    this.declaredKeys =
        parameters == null || parameters.properties() == null
            ? Set.of()
            : Set.copyOf(parameters.properties().keySet());
    this.messages = sensitive ? null : redactor;
    this.values = sensitive || !showValues ? null : redactor;
  }

  /** A call has got its outcome. */
  void ended(LoggingEventBuilder line, ToolCall call, ToolOutcome outcome, long tookNanos) {
    LoggingEventBuilder described = withCall(line, call, outcome.code(), tookNanos);
    described = withOutcome(described, outcome);
    if (values != null) {
      described =
          described
              .addKeyValue("arguments", shown(values, call.arguments().text()))
              .addKeyValue("result", shown(values, outcome.textForModel()));
    }
    described.log("tool call ended");
  }

  /** A call has ended without an outcome. */
  void ended(LoggingEventBuilder line, ToolCall call, String code, long tookNanos) {
    withCall(line, call, code, tookNanos).log("tool call ended");
  }

  /** One attempt has ended. */
  void attempted(LoggingEventBuilder line, ToolCall call, String code, long tookNanos) {
    withIdentity(line, call)
        .addKeyValue("attempt", call.attempt())
        .addKeyValue("outcome", code)
        .addKeyValue("took_us", TimeUnit.NANOSECONDS.toMicros(tookNanos))
        .log("tool attempt ended");
  }

  /** The tool broke down. */
  void broke(LoggingEventBuilder line, ToolCall call, ToolOutcome.InfrastructureError broken) {
    incident(line, call, new Incident(broken.incidentId(), "tool"), broken.cause());
  }

  /** A layer further in is defective and has answered for it. */
  void broke(LoggingEventBuilder line, ToolCall call, ToolOutcome.Internal defect) {
    incident(line, call, new Incident(defect.incidentId(), defect.culprit()), defect.cause());
  }

  /** A layer further in threw; panic recovery will answer for it under the same incident id. */
  void threw(LoggingEventBuilder line, ToolCall call, Throwable thrown) {
    incident(line, call, call.incident(thrown), thrown);
  }

  private void incident(
      LoggingEventBuilder line, ToolCall call, Incident incident, @Nullable Throwable cause) {
    LoggingEventBuilder described =
        withIdentity(line, call)
            .addKeyValue("incident", incident.id())
            .addKeyValue("link", incident.link());
    if (cause != null) {
      described =
          described
              .addKeyValue("exception", cause.getClass().getName())
              .addKeyValue("stack", SafeStack.render(cause, messages));
    }
    described.log("tool call broke down");
  }

  private LoggingEventBuilder withCall(
      LoggingEventBuilder line, ToolCall call, String code, long tookNanos) {
    return withIdentity(line, call)
        .addKeyValue("turn", call.turn())
        .addKeyValue("outcome", code)
        .addKeyValue("took_us", TimeUnit.NANOSECONDS.toMicros(tookNanos))
        .addKeyValue("argument_chars", call.arguments().text().length())
        .addKeyValue("argument_keys", argumentKeys(call));
  }

  /** Ids and made-up names come from a model: control characters must not forge lines. */
  private LoggingEventBuilder withIdentity(LoggingEventBuilder line, ToolCall call) {
    return line.addKeyValue("tool", tool.known() ? tool.name() : madeUp(call.toolName()))
        .addKeyValue("call_id", Names.printable(call.callId()))
        .addKeyValue("run_id", call.run().runId())
        .addKeyValue("agent", call.run().agentPath());
  }

  private String madeUp(String name) {
    return Names.printable(messages == null ? name : messages.redact(name));
  }

  /** Keys the tool declares; others are counted only, since a model may put anything there. */
  private String argumentKeys(ToolCall call) {
    Set<String> declared = new TreeSet<>();
    int others = 0;
    try {
      Iterator<String> keys = call.arguments().object().fieldNames();
      while (keys.hasNext()) {
        String key = keys.next();
        if (declaredKeys.contains(key)) {
          declared.add(key);
        } else {
          others++;
        }
      }
    } catch (MalformedArgumentsException e) {
      return "unreadable";
    }
    String known = String.join(",", declared);
    return others == 0 ? known : known + "+" + others + " undeclared";
  }

  private static LoggingEventBuilder withOutcome(LoggingEventBuilder line, ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success success -> line.addKeyValue("result_chars", success.text().length());
      case ToolOutcome.ToolError error ->
          line.addKeyValue("result_chars", error.message().length());
      case ToolOutcome.InfrastructureError broken ->
          line.addKeyValue("incident", broken.incidentId())
              .addKeyValue("transient", broken.transientFailure());
      case ToolOutcome.TimedOut late ->
          line.addKeyValue("limit_ms", late.limit().toMillis())
              .addKeyValue("effect_unknown", late.effectUnknown())
              .addKeyValue("abandoned", late.abandoned());
      case ToolOutcome.Blocked blocked -> {
        LoggingEventBuilder by =
            line.addKeyValue("layer", blocked.layer()).addKeyValue("reason", blocked.reasonCode());
        yield blocked.waitTime() == null
            ? by
            : by.addKeyValue("retry_after_ms", blocked.waitTime().toMillis());
      }
      case ToolOutcome.ApprovalExpired expired -> line.addKeyValue("request", expired.requestId());
      case ToolOutcome.Suspended suspended -> line.addKeyValue("request", suspended.requestId());
      case ToolOutcome.Cancelled cancelled ->
          line.addKeyValue("cancelled_by", cancelled.cancellation().kind());
      case ToolOutcome.Internal defect ->
          line.addKeyValue("incident", defect.incidentId()).addKeyValue("link", defect.culprit());
      // What is in these is worded by a model or by a person.
      case ToolOutcome.InvalidArguments _, ToolOutcome.UnknownTool _, ToolOutcome.Rejected _ ->
          line;
    };
  }

  private static String shown(Redactor redactor, String value) {
    String redacted = redactor.redact(value);
    return redacted.length() <= MAX_VALUE ? redacted : redacted.substring(0, MAX_VALUE) + "…";
  }
}
