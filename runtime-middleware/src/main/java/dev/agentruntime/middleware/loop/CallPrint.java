package dev.agentruntime.middleware.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.CanonicalJson;
import org.jspecify.annotations.Nullable;

/**
 * What makes a call the same as another: the tool and the arguments that count, whatever the order
 * of their properties and the way numbers are written. A cheap hash tells most calls apart; those
 * it does not are compared, so that no call is ever taken for another. Immutable as long as nobody
 * changes the arguments, which nobody may.
 */
final class CallPrint {
  private final String tool;
  private final @Nullable ObjectNode arguments;
  private final int hash;

  /**
   * A print.
   *
   * @param tool the tool's name
   * @param arguments those that count; null for none
   */
  CallPrint(String tool, @Nullable ObjectNode arguments) {
    this.tool = tool;
    this.arguments = arguments;
    this.hash =
        31 * tool.hashCode() + (arguments == null ? 0 : CanonicalJson.fingerprint(arguments));
  }

  boolean sameTool(CallPrint other) {
    return tool.equals(other.tool);
  }

  @SuppressWarnings("ReferenceEquality") // a short cut for the very same print
  boolean same(CallPrint other) {
    return this == other
        || (hash == other.hash && sameTool(other) && sameArguments(arguments, other.arguments));
  }

  private static boolean sameArguments(@Nullable ObjectNode one, @Nullable ObjectNode other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return CanonicalJson.same(one, other);
  }

  /** The tool alone: arguments may hold secrets. */
  @Override
  public String toString() {
    return "CallPrint(" + tool + ")";
  }
}
