package dev.agentruntime.tools.files;

import dev.agentruntime.tools.files.RootedFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads files below a root directory: lists, slices, tails, searches and sums them up, and changes
 * nothing.
 *
 * <p>Every path is relative to the root. One that leads out of it is refused, whether by {@code
 * ..}, by being absolute or through a symbolic link; a link that stays inside is followed when it
 * is named and never while a tree is walked. The path is looked at again after a file is opened.
 * What this cannot stop is another process that swaps directories for links back and forth at the
 * right moments: a root that an attacker can write to needs the operating system's walls.
 *
 * <p>Every answer is bounded. Text is read as UTF-8; a file with a NUL byte at its beginning is
 * refused as binary. Each method looks at the interrupt flag as it reads.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class RootedFiles {
  /** How much text one answer holds: about what a model reads in one go. */
  public static final int MAX_BYTES = 64 * 1024;

  /** How much one search reads: a second or so from a disk. */
  public static final long MAX_SEARCH_BYTES = 256L * 1024 * 1024;

  /** How many entries of a tree are looked at. */
  public static final int MAX_ENTRIES = 50_000;

  /** How many entries, matches or files one answer holds. */
  public static final int MAX_SHOWN = 500;

  private final RootedPaths paths;
  private final TextReader text;
  private final TreeReader trees;

  private RootedFiles(Path realRoot) {
    this.paths = new RootedPaths(realRoot);
    this.text = new TextReader(paths, MAX_BYTES, MAX_SEARCH_BYTES);
    this.trees = new TreeReader(paths, MAX_ENTRIES);
  }

  /**
   * Files below a directory.
   *
   * @param root the directory
   * @return a reader of what is below it
   * @throws IllegalArgumentException if {@code root} is not an existing directory
   */
  public static RootedFiles below(Path root) {
    try {
      Path real = root.toRealPath();
      if (Files.isDirectory(real)) {
        return new RootedFiles(real);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("root must be an existing directory, was " + root, e);
    }
    throw new IllegalArgumentException("root must be an existing directory, was " + root);
  }

  /**
   * The directory everything is below of.
   *
   * @return an absolute path without symbolic links
   */
  public Path root() {
    return paths.root();
  }

  /**
   * What lies in a directory.
   *
   * @param path a directory, {@code "."} for the root
   * @param depth how many levels to show, from 1
   * @return its entries, at most {@link #MAX_SHOWN}
   * @throws RootedFileException if it cannot be listed
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if {@code depth} is less than 1
   */
  public FileListing list(String path, int depth) throws RootedFileException, InterruptedException {
    return trees.list(path, atLeastOne("depth", depth), MAX_SHOWN);
  }

  /**
   * Lines from the beginning or the middle of a file.
   *
   * @param path a text file
   * @param from the number of the first line wanted, from 1
   * @param count how many lines are wanted, from 1; fewer come at the end of the file or at {@link
   *     #MAX_BYTES}
   * @return the lines; none if the file is shorter
   * @throws RootedFileException if it cannot be read as text
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if a number is less than 1
   */
  public TextSlice lines(String path, long from, int count)
      throws RootedFileException, InterruptedException {
    return text.lines(path, atLeastOne("from", from), atLeastOne("count", count));
  }

  /**
   * The last lines of a file.
   *
   * @param path a text file
   * @param count how many lines are wanted, from 1; fewer come from a short file or at {@link
   *     #MAX_BYTES}
   * @return the lines, in the order of the file
   * @throws RootedFileException if it cannot be read as text
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if {@code count} is less than 1
   */
  public TextSlice tail(String path, int count) throws RootedFileException, InterruptedException {
    return text.tail(path, atLeastOne("count", count));
  }

  /**
   * Some bytes of a file as text; for paging through files whose lines are too long.
   *
   * @param path a text file
   * @param offset where to begin, in bytes from the file's beginning, from 0
   * @param length how many bytes are wanted, from 1; fewer come at the end of the file or at {@link
   *     #MAX_BYTES}
   * @return the bytes as text
   * @throws RootedFileException if it cannot be read as text
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if {@code offset} is negative or {@code length} is less than 1
   */
  public TextChunk chunk(String path, long offset, int length)
      throws RootedFileException, InterruptedException {
    if (offset < 0) {
      throw new IllegalArgumentException("offset must not be negative, was " + offset);
    }
    return text.chunk(path, offset, atLeastOne("length", length));
  }

  /**
   * The lines that match a pattern, in a file or in all files below a directory. A pattern that
   * takes too much work on a line is refused, so that no pattern can hold a thread.
   *
   * @param path a text file, or a directory whose files are searched, binary ones left out
   * @param regex a regular expression of {@link Pattern}, found anywhere in a line; {@code (?i)} at
   *     its start ignores case
   * @param maxMatches how many matching lines are wanted, from 1, at most {@link #MAX_SHOWN}
   * @return the matches
   * @throws RootedFileException if the path cannot be searched or the pattern is wrong
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if {@code maxMatches} is less than 1
   */
  public TextSearch search(String path, String regex, int maxMatches)
      throws RootedFileException, InterruptedException {
    int bound = Math.min(MAX_SHOWN, atLeastOne("maxMatches", maxMatches));
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw paths.failure(
          Reason.INVALID,
          path,
          "cannot be searched: pattern is wrong: " + e.getDescription() + " at " + e.getIndex());
    }
    return text.search(path, trees.files(path), pattern, bound);
  }

  /**
   * What a directory takes up, and which files take up most.
   *
   * @param path a directory, {@code "."} for the root
   * @param maxFiles how many of the largest files to name, from 1, at most {@link #MAX_SHOWN}
   * @return sums by directory, the largest files, and the space left
   * @throws RootedFileException if it cannot be read
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if {@code maxFiles} is less than 1
   */
  public DiskUsage usage(String path, int maxFiles)
      throws RootedFileException, InterruptedException {
    return trees.usage(path, Math.min(MAX_SHOWN, atLeastOne("maxFiles", maxFiles)));
  }

  private static int atLeastOne(String name, int value) {
    return (int) atLeastOne(name, (long) value);
  }

  private static long atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
    return value;
  }

  @Override
  public String toString() {
    return "RootedFiles[" + paths.root() + "]";
  }
}
