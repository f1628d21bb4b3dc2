package dev.agentruntime.tools.files;

import java.time.Instant;
import java.util.List;

/**
 * What a directory tree takes up. Immutable.
 *
 * @param total the directory that was asked for, with all below it
 * @param directories each directory of the tree with the sum of all below it, largest first,
 *     bounded
 * @param largest the largest files, largest first, bounded
 * @param store the file system that holds the directory
 * @param complete false if there were more entries than the bound and the sums are too small
 */
public record DiskUsage(
    Directory total,
    List<Directory> directories,
    List<File> largest,
    Store store,
    boolean complete) {

  /** Copies the lists. */
  public DiskUsage {
    directories = List.copyOf(directories);
    largest = List.copyOf(largest);
  }

  /**
   * A file system. Immutable.
   *
   * @param bytes its size
   * @param usableBytes what is left on it for this process
   */
  public record Store(long bytes, long usableBytes) {}

  /**
   * One directory. Immutable.
   *
   * @param path the directory, relative to the root
   * @param bytes the sizes of all files below it, summed; a symbolic link counts nothing
   * @param files how many files are below it
   */
  public record Directory(String path, long bytes, long files) {}

  /**
   * One file. Immutable.
   *
   * @param path the file, relative to the root
   * @param bytes its size
   * @param modified when its content last changed
   */
  public record File(String path, long bytes, Instant modified) {}
}
