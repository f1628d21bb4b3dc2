package dev.agentruntime.internal.run;

import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Lets links set aside what the calls of one turn need, in the order of the turn, and give back
 * what was not taken up. Owner thread only.
 */
final class TurnClaims {
  private final Turn turn;

  TurnClaims(Turn turn) {
    this.turn = turn;
  }

  /** The call as it was admitted, or refused because something it needs is not there. */
  ToolChain.Identity admitted(ToolChain.Identity call, CompiledTool tool) {
    boolean ended = turn.known(call.position()) != null;
    if (turn.size() == 1 || ended || call.refusal() != null) {
      return call;
    }
    for (Link link : tool.claiming) {
      ToolOutcome refusal = claim(link, tool, call.callId());
      if (refusal != null) {
        return new ToolChain.Identity(
            call.callId(), call.toolName(), call.turn(), call.position(), refusal);
      }
    }
    return call;
  }

  private @Nullable ToolOutcome claim(Link link, CompiledTool tool, String callId) {
    try {
      return link.claim().orElseThrow().claim(turn.run, tool.chain.tool(), callId);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return new ToolOutcome.Internal(turn.run.newIncidentId(), link.name(), e);
    }
  }

  /** The turn is over. */
  void release() {
    for (int i = 0; i < turn.size() && turn.size() > 1; i++) {
      for (Link link : turn.tool(i).claiming) {
        release(link, turn.requests.get(i).id());
      }
    }
  }

  /** A defect of one link takes neither the turn's outcomes nor what others set aside. */
  private void release(Link link, String callId) {
    try {
      link.claim().orElseThrow().release(turn.run, callId);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      LoggerFactory.getLogger("dev.agentruntime.run")
          .warn(
              "link '{}' could not give back what it set aside: {}",
              link.name(),
              e.getClass().getName());
    }
  }
}
