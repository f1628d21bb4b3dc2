/** Ready-made tools, each also a model of how a tool honours deadline and interrupt. */
@NullMarked
package dev.agentruntime.tools;

import org.jspecify.annotations.NullMarked;
