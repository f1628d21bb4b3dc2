/**
 * What every tool, link, layer and store has to keep to, as JUnit 5 suites to extend: {@link
 * dev.agentruntime.testkit.contract.AgentToolContract}, {@link
 * dev.agentruntime.testkit.contract.ToolMiddlewareContract}, {@link
 * dev.agentruntime.testkit.contract.LayerContract} and {@link
 * dev.agentruntime.testkit.contract.SessionStoreContract}. What a particular one is for belongs
 * into tests of its own.
 */
@NullMarked
package dev.agentruntime.testkit.contract;

import org.jspecify.annotations.NullMarked;
