/**
 * Finding what must not be seen. Start reading at {@link
 * dev.agentruntime.middleware.redact.detect.Detection}.
 */
@NullMarked
package dev.agentruntime.middleware.redact.detect;

import org.jspecify.annotations.NullMarked;
