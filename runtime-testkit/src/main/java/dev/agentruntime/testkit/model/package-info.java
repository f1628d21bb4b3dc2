/**
 * Models without a model: {@link dev.agentruntime.testkit.model.ScriptedModel} plays a script,
 * faults included, and {@link dev.agentruntime.testkit.model.ScriptedStreamingModel} streams one;
 * {@link dev.agentruntime.testkit.model.RuleModel} decides by rules what to say next. Start reading
 * at {@link dev.agentruntime.testkit.model.Turn}.
 */
@NullMarked
package dev.agentruntime.testkit.model;

import org.jspecify.annotations.NullMarked;
