/**
 * How a tool describes itself, is called and answers. Start reading at {@link
 * dev.agentruntime.tool.AgentTool} and {@link dev.agentruntime.tool.ToolOutcome}. No policy lives
 * here.
 */
@NullMarked
package dev.agentruntime.tool;

import org.jspecify.annotations.NullMarked;
