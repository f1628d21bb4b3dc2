package dev.agentruntime.tools.files;

import java.time.Instant;
import java.util.List;

/**
 * What lies in a directory. Immutable.
 *
 * @param path the directory, relative to the root
 * @param entries its entries, by name, a directory before what it holds
 * @param omitted how many entries were left out because of the bound; counted only as far as was
 *     looked
 */
public record FileListing(String path, List<Entry> entries, int omitted) {

  /** Copies the list. */
  public FileListing {
    entries = List.copyOf(entries);
  }

  /** What an entry is. A symbolic link is not followed. */
  public enum Kind {
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link, wherever it leads. */
    LINK,
    /** A pipe, socket or device. */
    OTHER
  }

  /**
   * One entry. Immutable.
   *
   * @param path the entry, relative to the root
   * @param kind what it is
   * @param bytes a file's size, otherwise zero
   * @param modified when its content last changed
   */
  public record Entry(String path, Kind kind, long bytes, Instant modified) {}
}
