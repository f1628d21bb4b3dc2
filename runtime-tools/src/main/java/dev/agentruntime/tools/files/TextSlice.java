package dev.agentruntime.tools.files;

import java.util.List;
import java.util.OptionalLong;

/**
 * Some consecutive lines of a text file. Immutable.
 *
 * @param path the file, relative to the root
 * @param fileBytes the file's size when it was opened
 * @param firstLine the number of the first line, from 1; empty if it is not known because the file
 *     was read from its end
 * @param lines the lines without their ends, what is not UTF-8 replaced, long ones cut with a mark
 * @param more whether the file goes on beyond the slice, after it, or before it if it was read from
 *     the end
 */
public record TextSlice(
    String path, long fileBytes, OptionalLong firstLine, List<String> lines, boolean more) {

  /** Copies the list. */
  public TextSlice {
    lines = List.copyOf(lines);
  }
}
