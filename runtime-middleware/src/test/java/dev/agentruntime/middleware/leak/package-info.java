/**
 * Whether values get to places where nobody was to see them. Start reading at {@code
 * GovernanceLeakTest}.
 */
@NullMarked
package dev.agentruntime.middleware.leak;

import org.jspecify.annotations.NullMarked;
