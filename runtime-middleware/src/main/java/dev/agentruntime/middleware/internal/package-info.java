/** Parts that several layers are made of. Not API. */
@NullMarked
package dev.agentruntime.middleware.internal;

import org.jspecify.annotations.NullMarked;
