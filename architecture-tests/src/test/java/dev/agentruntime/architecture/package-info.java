/**
 * Rules that are read from the classes of all modules: who may depend on whom, who may touch time,
 * and what the public API is. Start reading at {@link dev.agentruntime.architecture.Modules}.
 */
@NullMarked
package dev.agentruntime.architecture;

import org.jspecify.annotations.NullMarked;
