/**
 * Turns objects with langchain4j {@code @Tool} methods into {@link
 * dev.agentruntime.tool.AgentTool}s. Start reading at {@link
 * dev.agentruntime.tool.method.ToolMethods}. A method is compiled once per class into a
 * specification, a reader of arguments that accepts what the specification says, and a method
 * handle. No policy and no argument repair lives here.
 */
@NullMarked
package dev.agentruntime.tool.method;

import org.jspecify.annotations.NullMarked;
