package dev.agentruntime.approval;

import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.context.RunContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which call of which run is asked about, and for whom the agent acts. The place in the run is what
 * identifies the call; ids of calls may repeat. Immutable.
 *
 * @param tenant the tenant, or null if the host named none
 * @param session the session, or null if the run has none
 * @param runId the run
 * @param agentPath the agent, preceded by those that called it
 * @param requester the principal on whose behalf the agent acts, or null if the host named none
 * @param callId the call, as the model named it
 * @param turn the model turn that asked for the call, from 1
 * @param position the call's place among those of its turn, from 0
 */
public record CallOrigin(
    @Nullable String tenant,
    @Nullable String session,
    String runId,
    String agentPath,
    @Nullable String requester,
    String callId,
    int turn,
    int position) {
  /** Checks the components. */
  public CallOrigin {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(agentPath, "agentPath");
    Objects.requireNonNull(callId, "callId");
  }

  /**
   * The place of a call.
   *
   * @param call the call
   * @return its place
   */
  public static CallOrigin of(ToolCall call) {
    RunContext run = call.context();
    return new CallOrigin(
        run.tenant().orElse(null),
        run.sessionId().orElse(null),
        run.runId(),
        run.agentPath(),
        run.principal().orElse(null),
        call.callId(),
        call.turn(),
        call.position());
  }

  /**
   * Names the model turn: calls of the same batch can be shown together.
   *
   * @return the run and the turn
   */
  public String batchId() {
    return runId + "-" + turn;
  }

  /**
   * Whether both are the same place in the same run.
   *
   * @param other another place
   * @return true if they differ at most in what the call is called, and for whom it is
   */
  public boolean isSamePlace(CallOrigin other) {
    return runId.equals(other.runId) && turn == other.turn && position == other.position;
  }
}
