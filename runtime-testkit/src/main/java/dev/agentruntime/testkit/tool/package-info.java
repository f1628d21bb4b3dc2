/**
 * Tools without a world behind them. Start reading at {@link
 * dev.agentruntime.testkit.tool.FakeTool}; what it can be told to do is in {@link
 * dev.agentruntime.testkit.tool.Replies}.
 */
@NullMarked
package dev.agentruntime.testkit.tool;

import org.jspecify.annotations.NullMarked;
