/**
 * Allow, ask or deny: rules about tools, their arguments and on whose behalf they are called. Start
 * at {@link dev.agentruntime.middleware.policy.Policy}; {@link
 * dev.agentruntime.middleware.policy.PolicyLayer} enforces one, and {@link
 * dev.agentruntime.middleware.policy.PolicyReplay} tries one on calls of the past. No condition is
 * a regular expression.
 */
@NullMarked
package dev.agentruntime.middleware.policy;

import org.jspecify.annotations.NullMarked;
