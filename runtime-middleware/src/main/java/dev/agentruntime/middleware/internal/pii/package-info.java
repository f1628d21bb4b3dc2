/**
 * The probes for personal data. Not API. Start reading at {@link
 * dev.agentruntime.middleware.internal.pii.StandardPii}.
 */
@NullMarked
package dev.agentruntime.middleware.internal.pii;

import org.jspecify.annotations.NullMarked;
