package dev.agentruntime.chain;

import dev.agentruntime.time.TimeSource;

/**
 * What a runtime offers its layers. Made by the runtime; immutable, its parts are safe for use by many threads.
 *
 * @param time clocks, waits and threads
 * @param slots hands out places for state
 */
public record RuntimeServices(TimeSource time, SlotRegistry slots) {}
