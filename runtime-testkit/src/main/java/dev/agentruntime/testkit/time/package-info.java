/**
 * Time for tests. Start reading at {@link dev.agentruntime.testkit.time.VirtualTime}, which runs
 * hours in milliseconds; {@link dev.agentruntime.testkit.time.TrackedTime} keeps real time and
 * remembers the threads that were started.
 */
@NullMarked
package dev.agentruntime.testkit.time;

import org.jspecify.annotations.NullMarked;
