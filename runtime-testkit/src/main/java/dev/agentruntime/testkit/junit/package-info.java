/**
 * The test kit in JUnit 5. Start reading at {@link
 * dev.agentruntime.testkit.junit.RuntimeExtension}.
 */
@NullMarked
package dev.agentruntime.testkit.junit;

import org.jspecify.annotations.NullMarked;
