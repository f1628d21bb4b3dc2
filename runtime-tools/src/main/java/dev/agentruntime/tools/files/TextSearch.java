package dev.agentruntime.tools.files;

import java.util.List;

/**
 * What a search found. Immutable.
 *
 * @param path where was searched, relative to the root
 * @param matches the first matching lines, in the order of files and lines
 * @param matchingLines how many lines matched in all, as far as was searched
 * @param coverage how much was searched
 */
public record TextSearch(String path, List<Match> matches, long matchingLines, Coverage coverage) {

  /** Copies the list. */
  public TextSearch {
    matches = List.copyOf(matches);
  }

  /**
   * One matching line. Immutable.
   *
   * @param path its file, relative to the root
   * @param line its number, from 1
   * @param text the line, cut with a mark if it is long
   */
  public record Match(String path, long line, String text) {}

  /**
   * How much was searched. Immutable.
   *
   * @param files how many files were read
   * @param skipped how many were not because they are binary or unreadable
   * @param complete false if a bound was reached before the end
   */
  public record Coverage(int files, int skipped, boolean complete) {}
}
