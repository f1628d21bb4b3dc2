package dev.agentruntime.testkit.chain;

import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolOutcome;

/**
 * Runs a tool and turns what it throws into what {@link AgentTool} promises for it; errors, which a
 * link should survive, pass as they are. Immutable.
 */
record ToolStep(AgentTool tool) implements ToolHandler {
  @Override
  public ToolOutcome handle(ToolCall call) throws InterruptedException {
    try {
      return tool.call(call);
    } catch (InterruptedException e) {
      throw e;
    } catch (ToolException e) {
      return ToolOutcome.toolError(String.valueOf(e.getMessage()));
    } catch (MalformedArgumentsException e) {
      return new ToolOutcome.InvalidArguments(String.valueOf(e.getMessage()));
    } catch (Exception e) {
      return new ToolOutcome.InfrastructureError(call.run().newIncidentId(), false, e);
    }
  }
}
