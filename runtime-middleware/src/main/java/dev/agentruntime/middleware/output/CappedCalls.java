package dev.agentruntime.middleware.output;

import dev.agentruntime.artifact.ArtifactScope;
import dev.agentruntime.artifact.ArtifactStore;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.tool.ToolOutcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shortens the results of one tool. Immutable; safe for use by many threads.
 *
 * @param limit how long a result may be
 * @param room what the turn has left
 * @param shortening how to shorten
 * @param artifacts keeps the whole; null to drop it
 */
record CappedCalls(
    int limit, Slot<TurnRoom> room, Shortening shortening, @Nullable ArtifactStore artifacts)
    implements ToolMiddleware {

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolOutcome outcome = next.handle(call);
    return switch (outcome) {
      case ToolOutcome.Success(String text) -> {
        String shorter = shorterOrNull(call, text);
        yield shorter == null ? outcome : new ToolOutcome.Success(shorter);
      }
      case ToolOutcome.ToolError(String message) -> {
        String shorter = shorterOrNull(call, message);
        yield shorter == null ? outcome : new ToolOutcome.ToolError(shorter);
      }
      case ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ ->
          outcome;
    };
  }

  private @Nullable String shorterOrNull(ToolCall call, String said) throws InterruptedException {
    int length = said.length();
    int wanted = Math.min(length, limit);
    int granted = room.get(call).take(call.turn(), wanted, OutputCap.LEAST_SHOWN);
    if (granted >= length) {
      return null;
    }
    Optional<String> handle = keep(call, said);
    call.decided(
        OutputCap.NAME,
        "shortened",
        length + " characters to " + granted + handle.map(kept -> ", kept as " + kept).orElse(""));
    return shortening.of(said, granted, notice(length, handle));
  }

  /** A store that fails costs the rest of a result, and not the result. */
  private Optional<String> keep(ToolCall call, String said) throws InterruptedException {
    if (artifacts == null) {
      return Optional.empty();
    }
    try {
      Optional<String> handle = artifacts.save(ArtifactScope.of(call.run()), said);
      if (handle.isEmpty()) {
        call.decided(OutputCap.NAME, "not_kept", "the store has no room");
      }
      return handle;
    } catch (RuntimeException e) {
      call.decided(OutputCap.NAME, "not_kept", "the store threw " + e.getClass().getName());
      return Optional.empty();
    }
  }

  /** Says only what is so: a handle is named if there is one. */
  private static String notice(int length, Optional<String> handle) {
    return "The result is "
        + length
        + " characters long and is shortened here. "
        + handle
            .map(
                kept ->
                    "All of it is kept as artifact "
                        + kept
                        + "; read the parts you need with the tool "
                        + ArtifactReader.NAME
                        + ".")
            .orElse("What is left out was not kept and cannot be read; ask for less at a time.");
  }
}
