/**
 * The root of what this library throws. Outcomes a model may see are values in {@link
 * dev.agentruntime.tool.ToolOutcome}, never exceptions from here.
 */
@NullMarked
package dev.agentruntime.error;

import org.jspecify.annotations.NullMarked;
