package dev.agentruntime.internal.run;

import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolTraits;

/** What became of arguments that are not JSON. Immutable. */
sealed interface ArgumentRepair {

  /** They were mended; every change is listed. */
  record Repaired(ToolArguments arguments) implements ArgumentRepair {}

  /** They were not, or must not be for this tool. */
  record Refused(String problem) implements ArgumentRepair {}

  static ArgumentRepair of(ToolArguments malformed, ToolTraits traits) {
    try {
      return new Repaired(ToolArguments.of(malformed.object()));
    } catch (MalformedArgumentsException e) {
      return new Refused(String.valueOf(e.getMessage()));
    }
  }
}
