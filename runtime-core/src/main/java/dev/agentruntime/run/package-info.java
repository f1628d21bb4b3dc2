/**
 * What a run is asked to do and how it ends. Start reading at {@link
 * dev.agentruntime.run.RunResult}.
 */
@NullMarked
package dev.agentruntime.run;

import org.jspecify.annotations.NullMarked;
