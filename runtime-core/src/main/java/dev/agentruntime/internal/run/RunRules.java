package dev.agentruntime.internal.run;

import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.TurnPolicy;

/**
 * What holds for every run of an agent.
 *
 * @param limits how much a run may use
 * @param turns what a run makes of odd turns of the model
 */
public record RunRules(RunLimits limits, TurnPolicy turns) {}
