/**
 * Changing what is found in texts that may be JSON, so that no escape hides a value and JSON stays
 * JSON. Not API. Start reading at {@link dev.agentruntime.middleware.internal.text.Texts}.
 */
@NullMarked
package dev.agentruntime.middleware.internal.text;

import org.jspecify.annotations.NullMarked;
