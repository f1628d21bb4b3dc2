/**
 * Names with a star in them, and settings that differ from tool to tool. What layers of several
 * packages say in the same way; nothing here knows of a layer.
 */
@NullMarked
package dev.agentruntime.middleware.pattern;

import org.jspecify.annotations.NullMarked;
