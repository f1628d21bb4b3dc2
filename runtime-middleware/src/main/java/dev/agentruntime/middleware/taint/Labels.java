package dev.agentruntime.middleware.taint;

import dev.agentruntime.context.MessageOrigin;
import dev.agentruntime.middleware.pattern.PerTool;
import org.jspecify.annotations.Nullable;

/**
 * What the host said of what tools bring. Immutable.
 *
 * @param trust whether it vouches for a tool's output; where it said nothing, the tool says so
 *     itself
 * @param confidential whether a tool's output must not get out
 */
record Labels(PerTool<Boolean> trust, PerTool<Boolean> confidential) {
  boolean isTrusted(String tool, @Nullable MessageOrigin origin) {
    Boolean told = trust.get(tool);
    return told == null ? origin == MessageOrigin.TRUSTED_TOOL : told;
  }

  boolean isConfidential(String tool) {
    return Boolean.TRUE.equals(confidential.get(tool));
  }
}
