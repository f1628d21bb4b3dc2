/**
 * Runs links and layers alone, without a runtime, a loop or a model. Start reading at {@link
 * dev.agentruntime.testkit.chain.ChainHarness}.
 */
@NullMarked
package dev.agentruntime.testkit.chain;

import org.jspecify.annotations.NullMarked;
