package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.middleware.redact.RedactedException;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.middleware.redact.detect.DetectionException;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.vault.VaultException;

/**
 * The place between chain and run: what layers, people and exceptions say of a call gets
 * placeholders for values too, before it is in an event or in the conversation. What came from the
 * tool has had them since {@link RevealLink}, and is not searched again. Immutable.
 */
record AnswerLink(Redactor redactor, Slot<RunVault> vaults) implements ToolMiddleware {
  private static final String WITHHELD =
      "What became of the call could not be searched for personal data and is withheld. Do not"
          + " repeat the call.";

  @Override
  @SuppressWarnings("ReferenceEquality") // the very outcome that was searched, not one like it
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolOutcome outcome = next.handle(call);
    RunVault vault = RunVault.of(call.run(), vaults);
    if (vault.searched() == outcome) {
      return outcome;
    }
    try {
      return switch (outcome) {
        case ToolOutcome.InfrastructureError error when error.cause() != null ->
            withCause(error, RedactedException.of(error.cause(), redactor));
        case ToolOutcome.Internal defect when defect.cause() != null ->
            withCause(defect, RedactedException.of(defect.cause(), redactor));
        default -> Outcomes.redacted(outcome, vault.redacting());
      };
    } catch (VaultException | DetectionException _) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a vault was asked");
      }
      return ToolOutcome.toolError(WITHHELD);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same one if it holds nothing
  private static ToolOutcome withCause(ToolOutcome.InfrastructureError error, Throwable cause) {
    return cause == error.cause()
        ? error
        : new ToolOutcome.InfrastructureError(error.incidentId(), error.transientFailure(), cause);
  }

  @SuppressWarnings("ReferenceEquality") // the same one if it holds nothing
  private static ToolOutcome withCause(ToolOutcome.Internal defect, Throwable cause) {
    return cause == defect.cause()
        ? defect
        : new ToolOutcome.Internal(defect.incidentId(), defect.culprit(), cause);
  }
}
