package dev.agentruntime.middleware.budget;

/**
 * What became of a wish to spend: a {@link Reservation}, or the {@link Shortage} that forbids it.
 */
public sealed interface ReserveResult permits Reservation, Shortage {}
