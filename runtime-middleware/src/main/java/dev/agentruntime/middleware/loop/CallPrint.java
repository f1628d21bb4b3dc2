package dev.agentruntime.middleware.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.CanonicalJson;
import org.jspecify.annotations.Nullable;

/**
 * What makes a call the same as another: the tool and the arguments that count, whatever the order
 * of their properties and the way numbers are written. A cheap hash tells most calls apart; those
 * it does not are compared, so that no call is ever taken for another. The hash is made when it is
 * first asked for, which for most calls is never. Guarded by the window it is given to.
 */
final class CallPrint {
  private final String tool;
  private final @Nullable ObjectNode arguments;
  private int hash;
  private boolean hashed;

  /**
   * A print.
   *
   * @param tool the tool's name
   * @param arguments those that count; null for none
   */
  CallPrint(String tool, @Nullable ObjectNode arguments) {
    this.tool = tool;
    this.arguments = arguments;
  }

  int toolHash() {
    return tool.hashCode();
  }

  boolean sameTool(CallPrint other) {
    return tool.equals(other.tool);
  }

  @SuppressWarnings("ReferenceEquality") // a short cut for the very same print
  boolean same(CallPrint other) {
    return this == other
        || (sameTool(other) && hash() == other.hash() && sameArguments(arguments, other.arguments));
  }

  private int hash() {
    if (!hashed) {
      hash = arguments == null ? 0 : CanonicalJson.fingerprint(arguments);
      hashed = true;
    }
    return hash;
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
