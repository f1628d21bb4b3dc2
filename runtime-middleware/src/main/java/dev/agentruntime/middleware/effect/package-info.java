/**
 * No effect twice: start reading at {@link dev.agentruntime.middleware.effect.EffectGuard}. What is
 * to be done about a call whose effect is on record is decided by a pure type; a {@link
 * dev.agentruntime.middleware.effect.Reconciler} finds out about effects nobody knows of.
 */
@NullMarked
package dev.agentruntime.middleware.effect;

import org.jspecify.annotations.NullMarked;
