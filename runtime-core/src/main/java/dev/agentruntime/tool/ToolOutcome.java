package dev.agentruntime.tool;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.json.schema.Violation;
import dev.agentruntime.text.Names;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one tool call ended. Every call id of a run gets exactly one.
 *
 * <p>The type decides what a layer counts: a rejection is not a failure, a refusal is not an
 * outage. Each type has a stable {@link #code()} and one stable text for the model. Whatever is not
 * a {@link Success} is an error for the model. The {@code toString} of every type leaves out what
 * the tool or the model said, since that may hold secrets.
 *
 * <p>Immutable. A new type may be added in a minor version; a {@code switch} that must not miss one
 * should have no default.
 */
public sealed interface ToolOutcome {

  /**
   * A stable, low-cardinality name for metrics, audit and logs.
   *
   * @return lower-case words joined by '_'
   */
  String code();

  /**
   * What the model is told unless the host overrides it.
   *
   * @return a plain sentence or the tool's own text; never blank
   */
  String textForModel();

  /**
   * Whether the model should take this as an error.
   *
   * @return false only for a {@link Success}
   */
  default boolean isError() {
    return !(this instanceof Success);
  }

  /**
   * A tool's answer.
   *
   * @param text what the model is told
   * @return a new outcome
   */
  static ToolOutcome success(String text) {
    return new Success(text);
  }

  /**
   * A tool's "no".
   *
   * @param message what the model is told; must hold no secrets
   * @return a new outcome
   */
  static ToolOutcome toolError(String message) {
    return new ToolError(message);
  }

  /**
   * The tool did its work.
   *
   * @param text what it answered; may be empty
   */
  record Success(String text) implements ToolOutcome {
    /** Checks the components. */
    public Success {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public String code() {
      return "success";
    }

    @Override
    public String textForModel() {
      return text.isEmpty() ? "(done; the tool returned no text)" : text;
    }

    @Override
    public String toString() {
      return "Success(" + text.length() + " characters)";
    }
  }

  /**
   * The tool worked and said no: a domain error, such as an order that does not exist. For the
   * availability of the tool this is a success; for the agent's progress it is a failure.
   *
   * @param message what it said
   */
  record ToolError(String message) implements ToolOutcome {
    /** Checks the components. */
    public ToolError {
      Objects.requireNonNull(message, "message");
    }

    @Override
    public String code() {
      return "tool_error";
    }

    @Override
    public String textForModel() {
      return message.isBlank() ? "The tool reported an error without a message." : message;
    }

    @Override
    public String toString() {
      return "ToolError(" + message.length() + " characters)";
    }
  }

  /**
   * The tool broke down: it threw something that is not its own "no".
   *
   * @param incidentId names the failure in logs and audit; the model sees only this
   * @param transientFailure whether trying again may help, as far as the failure itself says; false
   *     when unknown
   * @param cause what was thrown, for the host; null when read back from a store
   */
  record InfrastructureError(String incidentId, boolean transientFailure, @Nullable Throwable cause)
      implements ToolOutcome {
    /** Checks the components. */
    public InfrastructureError {
      Objects.requireNonNull(incidentId, "incidentId");
    }

    @Override
    public String code() {
      return "infrastructure_error";
    }

    @Override
    public String textForModel() {
      return "The tool failed for a technical reason (incident "
          + incidentId
          + "). The failure is not caused by your arguments.";
    }

    @Override
    public String toString() {
      return "InfrastructureError("
          + incidentId
          + ", "
          + (cause == null ? "no cause" : cause.getClass().getName())
          + ")";
    }
  }

  /**
   * The runtime's own limit ended the call. A time-out thrown by the tool itself is an {@link
   * InfrastructureError}.
   *
   * @param limit the limit that applied
   * @param effectUnknown true if the tool may have taken effect: it was running and is not
   *     repeatable
   * @param abandoned true if it ignored the interrupt and its thread was left behind, on record
   */
  record TimedOut(Duration limit, boolean effectUnknown, boolean abandoned) implements ToolOutcome {
    /** Checks the components. */
    public TimedOut {
      Objects.requireNonNull(limit, "limit");
    }

    @Override
    public String code() {
      return "timed_out";
    }

    @Override
    public String textForModel() {
      String base = "The tool did not answer within " + seconds(limit) + ". ";
      return effectUnknown
          ? base
              + "Whether it took effect is unknown: do not repeat the call without checking first."
          : base + "Repeating the call is safe.";
    }
  }

  /**
   * The arguments are not JSON, or not what the schema asks for. The tool did not run.
   *
   * @param problem what is wrong and where, in words the model can act on; holds no argument values
   * @param violations the same for programs; empty if the text is not JSON at all
   */
  record InvalidArguments(String problem, List<Violation> violations) implements ToolOutcome {
    /** Checks and copies the components. */
    public InvalidArguments {
      Objects.requireNonNull(problem, "problem");
      violations = List.copyOf(violations);
    }

    /**
     * Invalid in a way that only words can tell.
     *
     * @param problem what is wrong and where, in words the model can act on
     */
    public InvalidArguments(String problem) {
      this(problem, List.of());
    }

    @Override
    public String code() {
      return "invalid_arguments";
    }

    @Override
    public String textForModel() {
      return "Invalid arguments: "
          + problem
          + ". The tool was not run; correct the arguments and call it again.";
    }

    @Override
    public String toString() {
      return "InvalidArguments(" + problem.length() + " characters)";
    }
  }

  /**
   * Nobody has a tool of that name.
   *
   * @param name what the model asked for
   * @param near names of tools it has that look alike, nearest first; may be empty
   */
  record UnknownTool(String name, List<String> near) implements ToolOutcome {
    /** Checks and copies the components. */
    public UnknownTool {
      Objects.requireNonNull(name, "name");
      near = List.copyOf(near);
    }

    @Override
    public String code() {
      return "unknown_tool";
    }

    @Override
    public String textForModel() {
      String shown = Names.printable(name);
      return near.isEmpty()
          ? "There is no tool named '" + shown + "'. Use only the tools you were given."
          : "There is no tool named '"
              + shown
              + "'. Did you mean "
              + String.join(" or ", near)
              + "?";
    }

    @Override
    public String toString() {
      return "UnknownTool(" + name.length() + " characters, near " + near + ")";
    }
  }

  /**
   * Somebody or a rule said no. The tool did not run.
   *
   * @param by who: a rule's name or a person's
   * @param reason what the model may be told
   */
  record Rejected(String by, String reason) implements ToolOutcome {
    /** Checks the components. */
    public Rejected {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String code() {
      return "rejected";
    }

    @Override
    public String textForModel() {
      return "The call was rejected"
          + (reason.isBlank() ? "" : ": " + reason)
          + ". Do not repeat it unless the user asks for it.";
    }

    @Override
    public String toString() {
      return "Rejected(by " + by + ", " + reason.length() + " characters)";
    }
  }

  /**
   * Nobody approved the call in time. The tool did not run.
   *
   * @param requestId the approval request
   * @param lifetime how long it was open
   */
  record ApprovalExpired(String requestId, Duration lifetime) implements ToolOutcome {
    /** Checks the components. */
    public ApprovalExpired {
      Objects.requireNonNull(requestId, "requestId");
      Objects.requireNonNull(lifetime, "lifetime");
    }

    @Override
    public String code() {
      return "approval_expired";
    }

    @Override
    public String textForModel() {
      return "Nobody approved the call within "
          + seconds(lifetime)
          + ", so it was not run. Do not repeat it unless the user asks for it.";
    }
  }

  /**
   * A layer refused the call before it ran.
   *
   * @param layer the layer
   * @param reasonCode the layer's stable, low-cardinality reason
   * @param message what the model is told: why, and what to do instead
   * @param waitTime how long to wait before trying again, if waiting helps, else null
   */
  record Blocked(String layer, String reasonCode, String message, @Nullable Duration waitTime)
      implements ToolOutcome {
    /** Checks the components. */
    public Blocked {
      Objects.requireNonNull(layer, "layer");
      Objects.requireNonNull(reasonCode, "reasonCode");
      Objects.requireNonNull(message, "message");
    }

    @Override
    public String code() {
      return "blocked";
    }

    @Override
    public String textForModel() {
      return waitTime == null
          ? message
          : message + " Try again in " + seconds(waitTime) + " at the earliest.";
    }

    /** Who and which rule: the words may repeat what a model said. */
    @Override
    public String toString() {
      return "Blocked("
          + layer
          + ", "
          + reasonCode
          + (waitTime == null ? "" : ", wait " + seconds(waitTime))
          + ")";
    }

    /**
     * How long to wait before trying again.
     *
     * @return the time, or empty if waiting does not help
     */
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(waitTime);
    }
  }

  /**
   * The run was told to stop while the call was waiting or running.
   *
   * @param cancellation why
   */
  record Cancelled(Cancellation cancellation) implements ToolOutcome {
    /** Checks the components. */
    public Cancelled {
      Objects.requireNonNull(cancellation, "cancellation");
    }

    @Override
    public String code() {
      return "cancelled";
    }

    @Override
    public String textForModel() {
      return "The call was cancelled because the run was stopped; this is no fault of the tool."
          + " Whether it took effect is unknown.";
    }
  }

  /**
   * The call waits for somebody outside the run; it neither succeeded nor failed.
   *
   * @param requestId what it waits for
   * @param reason why, for people
   */
  record Suspended(String requestId, String reason) implements ToolOutcome {
    /** Checks the components. */
    public Suspended {
      Objects.requireNonNull(requestId, "requestId");
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String code() {
      return "suspended";
    }

    @Override
    public String textForModel() {
      return "The call is waiting for approval.";
    }

    @Override
    public String toString() {
      return "Suspended(" + requestId + ")";
    }
  }

  /**
   * A layer or the runtime itself is defective. Whether the tool ran is not known.
   *
   * @param incidentId names the defect in logs and audit; the model sees only this
   * @param culprit the link at fault, or "runtime"
   * @param cause what was thrown, for the host; null when read back from a store
   */
  record Internal(String incidentId, String culprit, @Nullable Throwable cause)
      implements ToolOutcome {
    /** Checks the components. */
    public Internal {
      Objects.requireNonNull(incidentId, "incidentId");
      Objects.requireNonNull(culprit, "culprit");
    }

    @Override
    public String code() {
      return "internal";
    }

    @Override
    public String textForModel() {
      return "The call failed because of a defect outside the tool (incident "
          + incidentId
          + "). Do not repeat it.";
    }

    @Override
    public String toString() {
      return "Internal("
          + incidentId
          + ", "
          + culprit
          + ", "
          + (cause == null ? "no cause" : cause.getClass().getName())
          + ")";
    }
  }

  private static String seconds(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
