/**
 * The one door to clocks, waits and threads. Start reading at {@link
 * dev.agentruntime.time.TimeSource}. No other package may read a clock, sleep, park, start a thread
 * or interrupt another one; so the test kit can replace all of it at once.
 */
@NullMarked
package dev.agentruntime.time;

import org.jspecify.annotations.NullMarked;
