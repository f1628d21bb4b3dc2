package dev.agentruntime.tools.files;

import java.io.IOException;
import java.nio.file.Path;

/** Says why a path below a root could not be read; the message names the path and the root. */
public final class RootedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the path. */
  public enum Reason {
    /** It leads outside the root, by itself or through a symbolic link. */
    OUTSIDE_ROOT,
    /** Nothing is there. */
    NOT_FOUND,
    /** A file was asked for, and this is a directory, a pipe or a device. */
    NOT_A_FILE,
    /** A directory was asked for, and this is none. */
    NOT_A_DIRECTORY,
    /** It is no text. */
    BINARY,
    /** The path or the search pattern makes no sense. */
    INVALID,
    /** The operating system failed to read it. */
    UNREADABLE
  }

  /** What is wrong with the path. */
  private final Reason reason;

  /** The path as it was asked for. */
  private final String path;

  RootedFileException(Reason reason, String path, Path root, String problem) {
    super("'" + path + "' " + problem + " (root " + root + ")");
    this.reason = reason;
    this.path = path;
  }

  RootedFileException(String path, Path root, IOException cause) {
    super("'" + path + "' cannot be read: " + cause + " (root " + root + ")", cause);
    this.reason = Reason.UNREADABLE;
    this.path = path;
  }

  /**
   * What is wrong.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * The path as it was asked for.
   *
   * @return the path, relative to the root
   */
  public String path() {
    return path;
  }
}
