/** One whole run inside a Temporal activity, on Temporal's own in-process test server. */
@NullMarked
package dev.agentruntime.integration.temporal;

import org.jspecify.annotations.NullMarked;
