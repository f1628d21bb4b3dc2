package dev.agentruntime.middleware.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path taken apart at its slashes, with {@code .}, {@code ..} and empty parts resolved by text
 * alone: no file system is asked, so links in it are not seen. Immutable.
 *
 * @param absolute whether it begins at the root
 * @param parts its parts; for a relative path that leads out of where it starts, {@code ..} comes
 *     first
 */
record PlainPath(boolean absolute, List<String> parts) {
  private static final String UP = "..";

  static PlainPath of(String text) {
    PlainPath path = read(Objects.requireNonNull(text, "path"));
    if (path == null || text.isBlank()) {
      throw new IllegalArgumentException(
          "a path must not be blank nor hold backslashes or control characters, was '"
              + text
              + "'");
    }
    return path;
  }

  /**
   * Reads a path.
   *
   * @return the path, or null if somebody might read the text otherwise: it holds backslashes or
   *     control characters
   */
  static @Nullable PlainPath read(String text) {
    if (text.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))) {
      return null;
    }
    boolean absolute = text.startsWith("/");
    List<String> parts = new ArrayList<>();
    for (String part : text.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      boolean inside = !parts.isEmpty() && !parts.getLast().equals(UP);
      if (!part.equals(UP)) {
        parts.add(part);
      } else if (inside) {
        parts.removeLast();
      } else if (!absolute) {
        parts.add(UP);
      }
    }
    return new PlainPath(absolute, List.copyOf(parts));
  }

  /** Whether it is the other path or lies in it; a relative and an absolute one never do. */
  boolean isUnder(PlainPath root) {
    return absolute == root.absolute
        && parts.size() >= root.parts.size()
        && parts.subList(0, root.parts.size()).equals(root.parts)
        && !parts.subList(root.parts.size(), parts.size()).contains(UP);
  }

  @Override
  public String toString() {
    return (absolute ? "/" : "") + String.join("/", parts);
  }
}
