/**
 * Runs links and layers alone, without a runtime or a loop. Start reading at {@link
 * dev.agentruntime.testkit.chain.ChainHarness} for tools, at {@link
 * dev.agentruntime.testkit.chain.ModelHarness} for the model.
 */
@NullMarked
package dev.agentruntime.testkit.chain;

import org.jspecify.annotations.NullMarked;
