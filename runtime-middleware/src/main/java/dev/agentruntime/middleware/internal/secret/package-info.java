/**
 * The probes for keys, tokens and passwords. Not API. Start reading at {@link
 * dev.agentruntime.middleware.internal.secret.StandardSecrets}.
 */
@NullMarked
package dev.agentruntime.middleware.internal.secret;

import org.jspecify.annotations.NullMarked;
