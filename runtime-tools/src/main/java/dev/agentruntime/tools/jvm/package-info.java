/**
 * Looks into another JVM on the same machine with the JDK's own means: thread dump, heap, flight
 * recorder. Start reading at {@link dev.agentruntime.tools.jvm.JvmProbe}; {@link
 * dev.agentruntime.tools.jvm.JvmTools} puts it in front of a model. What is here reports what the
 * JVM says and draws no conclusions.
 */
@NullMarked
package dev.agentruntime.tools.jvm;

import org.jspecify.annotations.NullMarked;
