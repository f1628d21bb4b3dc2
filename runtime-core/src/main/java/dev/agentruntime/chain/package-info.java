/**
 * How a tool call or a model request is wrapped. Start reading at {@link
 * dev.agentruntime.chain.ToolMiddleware} and, for links that need several positions or state,
 * {@link dev.agentruntime.chain.Layer}. Policies themselves live in other modules.
 */
@NullMarked
package dev.agentruntime.chain;

import org.jspecify.annotations.NullMarked;
