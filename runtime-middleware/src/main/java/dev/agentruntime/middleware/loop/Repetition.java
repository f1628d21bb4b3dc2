package dev.agentruntime.middleware.loop;

/**
 * A loop that was found.
 *
 * @param kind what repeats
 * @param times how often, with the same result each time
 */
record Repetition(LoopKind kind, int times) {}
