package dev.agentruntime.tools.files;

import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.util.Objects;

/**
 * Gives a model tools that read files below a root: {@code list_files}, {@code read_file}, {@code
 * tail_file}, {@code search_files} and {@code disk_usage}. None of them writes. Answers are plain
 * text, one line per entry.
 *
 * <p>Immutable; safe for use by many threads.
 */
@Traits({ToolTrait.READ_ONLY, ToolTrait.INTERRUPTIBLE})
public final class FileTools {
  private static final int FILES_IN_USAGE = 20;

  private final RootedFiles files;

  /**
   * Tools on a reader of files.
   *
   * @param files reads below its root
   */
  public FileTools(RootedFiles files) {
    this.files = Objects.requireNonNull(files, "files");
  }

  /**
   * Lists a directory.
   *
   * @param path a directory below the root
   * @param depth how many levels to show
   * @return one line per entry: path, kind or size, time of the last change
   * @throws ToolException if it cannot be listed; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "list_files",
      value =
          "Lists the files and directories below a directory with sizes and times of last change.")
  public String listFiles(
      @P(value = "Directory, relative to the root", required = false, defaultValue = ".")
          String path,
      @P(value = "How many levels to show", required = false, defaultValue = "2") int depth)
      throws InterruptedException {
    return answer(() -> FileText.of(files.list(path, depth)));
  }

  /**
   * Reads lines of a file.
   *
   * @param path a text file below the root
   * @param from the first line
   * @param count how many lines
   * @return the lines after a line that says which they are
   * @throws ToolException if it cannot be read as text; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(name = "read_file", value = "Reads lines of a text file.")
  public String readFile(
      @P("File, relative to the root") String path,
      @P(value = "Number of the first line, from 1", required = false, defaultValue = "1")
          long from,
      @P(value = "How many lines", required = false, defaultValue = "200") int count)
      throws InterruptedException {
    return answer(() -> FileText.of(files.lines(path, from, count)));
  }

  /**
   * Reads the end of a file.
   *
   * @param path a text file below the root
   * @param count how many lines
   * @return the lines after a line that says which they are
   * @throws ToolException if it cannot be read as text; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(name = "tail_file", value = "Reads the last lines of a text file, such as a log.")
  public String tailFile(
      @P("File, relative to the root") String path,
      @P(value = "How many lines", required = false, defaultValue = "100") int count)
      throws InterruptedException {
    return answer(() -> FileText.of(files.tail(path, count)));
  }

  /**
   * Searches a file or a directory.
   *
   * @param path a text file or a directory below the root
   * @param regex what to find
   * @param maxMatches how many matching lines to return
   * @return one line per match: file, line number, text
   * @throws ToolException if it cannot be searched or the pattern is wrong; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "search_files",
      value =
          "Finds the lines that match a regular expression, in a file or in all text files below a"
              + " directory.")
  public String searchFiles(
      @P("File or directory, relative to the root") String path,
      @P("Regular expression (Java), found anywhere in a line; (?i) at its start ignores case")
          String regex,
      @P(value = "How many matching lines to return", required = false, defaultValue = "50")
          int maxMatches)
      throws InterruptedException {
    return answer(() -> FileText.of(files.search(path, regex, maxMatches)));
  }

  /**
   * Sums up a directory.
   *
   * @param path a directory below the root
   * @return total, space left, sums by directory, the largest files
   * @throws ToolException if it cannot be read; says why
   * @throws InterruptedException if the thread is interrupted
   */
  @Tool(
      name = "disk_usage",
      value =
          "Sums up how much space a directory takes, by directory, and names its largest files and"
              + " the space left.")
  public String diskUsage(
      @P(value = "Directory, relative to the root", required = false, defaultValue = ".")
          String path)
      throws InterruptedException {
    return answer(() -> FileText.of(files.usage(path, FILES_IN_USAGE)));
  }

  /** What is done for a call. */
  private interface Reading {
    String text() throws RootedFileException, InterruptedException;
  }

  private static String answer(Reading reading) throws InterruptedException {
    try {
      return reading.text();
    } catch (RootedFileException | IllegalArgumentException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
  }
}
