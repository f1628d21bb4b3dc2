package dev.agentruntime.tool.method;

/** What providers allow as names. Stateless. */
final class NameRule {
  private NameRule() {}

  /** Whether a name is 1 to {@code max} ASCII letters, digits, '_', '-' and, if asked for, '.'. */
  static boolean allows(String name, int max, boolean dots) {
    if (name.isEmpty() || name.length() > max) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      if (!letter && !digit && c != '_' && c != '-' && !(dots && c == '.')) {
        return false;
      }
    }
    return true;
  }
}
