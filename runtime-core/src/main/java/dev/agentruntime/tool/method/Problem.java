package dev.agentruntime.tool.method;

import dev.agentruntime.json.schema.Violation;
import dev.agentruntime.json.schema.Violation.Code;

/**
 * One thing wrong with the arguments of a call. Immutable.
 *
 * @param path where, as a JSON pointer relative to the value looked at
 * @param code what kind of fault
 * @param text what, as a predicate ("must be an integer, was a string"); holds no argument values
 */
record Problem(String path, Code code, String text) {

  Problem under(String segment) {
    return new Problem("/" + segment + path, code, text);
  }

  Violation violation() {
    return new Violation(path, code, text);
  }

  @Override
  public String toString() {
    return path.isEmpty() ? "the arguments " + text : path + " " + text;
  }
}
