package dev.agentruntime.tool.method;

/**
 * One thing wrong with the arguments of a call. Immutable.
 *
 * @param path where, as a JSON pointer relative to the value looked at
 * @param text what, as a predicate ("must be an integer, was a string"); holds no argument values
 */
record Problem(String path, String text) {

  Problem under(String segment) {
    return new Problem("/" + segment + path, text);
  }

  @Override
  public String toString() {
    return path.isEmpty() ? "the arguments " + text : path + " " + text;
  }
}
