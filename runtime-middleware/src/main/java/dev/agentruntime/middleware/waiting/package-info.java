/**
 * How long to wait before something is tried again: what layers around tools and around models say
 * in the same way. Nothing here knows of a layer.
 */
@NullMarked
package dev.agentruntime.middleware.waiting;

import org.jspecify.annotations.NullMarked;
