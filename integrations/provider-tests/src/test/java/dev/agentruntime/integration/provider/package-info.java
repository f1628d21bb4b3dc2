/**
 * Runs through langchain4j's real clients of three providers, against the test kit's fake provider.
 * Start reading at {@link dev.agentruntime.integration.provider.Stand}, which the tests stand on.
 */
@NullMarked
package dev.agentruntime.integration.provider;

import org.jspecify.annotations.NullMarked;
