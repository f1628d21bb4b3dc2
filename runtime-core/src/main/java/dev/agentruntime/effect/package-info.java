/**
 * What is known of the effects of tool calls, so that none happens twice: start reading at {@link
 * dev.agentruntime.effect.EffectStore}. A record says that an effect is under way, done or unknown
 * ({@link dev.agentruntime.effect.EffectRecord}).
 */
@NullMarked
package dev.agentruntime.effect;

import org.jspecify.annotations.NullMarked;
