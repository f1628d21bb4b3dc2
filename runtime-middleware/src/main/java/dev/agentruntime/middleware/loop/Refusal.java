package dev.agentruntime.middleware.loop;

/**
 * Why a call is not run.
 *
 * @param repetition the loop it would go on with
 * @param blocked how many calls of the run were refused so far, this one included
 * @param ends whether the run is to stop as well
 */
record Refusal(Repetition repetition, int blocked, boolean ends) {}
