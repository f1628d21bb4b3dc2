package dev.agentruntime.json.schema;

import org.jspecify.annotations.Nullable;

/**
 * Where in a value something is wrong; made only when something is. Immutable.
 *
 * @param outer the value around this one, or null for the outermost
 * @param segment its name or position in there
 */
record Path(@Nullable Path outer, String segment) {
  static final Path ROOT = new Path(null, "");

  Path under(String name) {
    return new Path(this, name);
  }

  Path at(int index) {
    return new Path(this, Integer.toString(index));
  }

  /** As a JSON pointer. */
  @Override
  public String toString() {
    return outer == null ? "" : outer + "/" + segment.replace("~", "~0").replace("/", "~1");
  }
}
