/**
 * Secrets that a host knows, kept out of every text. What is to be known of secrets that nobody
 * knows beforehand is found by {@link dev.agentruntime.middleware.redact.detect.Detection}. Start
 * reading at {@link dev.agentruntime.middleware.redact.secret.KnownSecrets}.
 */
@NullMarked
package dev.agentruntime.middleware.redact.secret;

import org.jspecify.annotations.NullMarked;
