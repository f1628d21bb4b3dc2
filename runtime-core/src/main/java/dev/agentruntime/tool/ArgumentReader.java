package dev.agentruntime.tool;

import dev.agentruntime.json.schema.Violation;
import java.util.List;

/**
 * Reads a tool's arguments in the tool's own way, which says more of them than a schema can. Where
 * a tool has one, it is the validation: the schema is not looked at as well.
 *
 * <p>Asked when the call enters its chain, before any policy decides on it, and again whenever
 * arguments were changed after that. Must have no effect, must not block, and must give the same
 * answer each time. Safe for use by many threads.
 */
@FunctionalInterface
public interface ArgumentReader {

  /**
   * Reads arguments. May {@linkplain ToolArguments#keep keep} what it made of them for the tool.
   *
   * @param arguments one JSON object
   * @return what is wrong with them; empty if nothing is
   */
  List<Violation> read(ToolArguments arguments);
}
