package dev.agentruntime.tools.files;

import dev.agentruntime.tools.files.RootedFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Resolves paths below a root, following symbolic links and refusing those that lead out.
 * Immutable.
 */
final class RootedPaths {
  private final Path root;

  RootedPaths(Path realRoot) {
    this.root = realRoot;
  }

  Path root() {
    return root;
  }

  /** The real path of something that exists below the root. */
  Path resolve(String path) throws RootedFileException {
    Path wanted;
    try {
      wanted = root.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw failure(Reason.INVALID, path, "is not a path: " + e.getReason());
    }
    // Before anything is asked of the file system, so that an answer says nothing about what exists
    // outside.
    if (!wanted.startsWith(root)) {
      throw failure(Reason.OUTSIDE_ROOT, path, "is outside the root");
    }
    try {
      // Not the normalized path: "link/.." is where the link leads, not where it stands.
      Path real = root.resolve(path).toRealPath();
      if (!real.startsWith(root)) {
        throw failure(Reason.OUTSIDE_ROOT, path, "leads outside the root through a symbolic link");
      }
      return real;
    } catch (NoSuchFileException e) {
      throw failure(Reason.NOT_FOUND, path, "does not exist");
    } catch (RootedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new RootedFileException(path, root, e);
    }
  }

  Path directory(String path) throws RootedFileException {
    Path real = resolve(path);
    if (!Files.isDirectory(real)) {
      throw failure(Reason.NOT_A_DIRECTORY, path, "is not a directory");
    }
    return real;
  }

  /** A regular file: reading a pipe would block and a device may never end. */
  Path file(String path) throws RootedFileException {
    Path real = resolve(path);
    if (!Files.isRegularFile(real)) {
      throw failure(
          Reason.NOT_A_FILE,
          path,
          Files.isDirectory(real) ? "is a directory, not a file" : "is not a regular file");
    }
    return real;
  }

  /**
   * Opens a file and then makes sure that no link was slipped in between the check and the opening.
   */
  InputStream open(String path) throws RootedFileException {
    Path real = file(path);
    try {
      InputStream stream = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS);
      try {
        if (!real.toRealPath().equals(real)) {
          throw failure(Reason.OUTSIDE_ROOT, path, "was replaced while it was being opened");
        }
      } catch (IOException e) {
        stream.close();
        throw e;
      }
      return stream;
    } catch (RootedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new RootedFileException(path, root, e);
    }
  }

  /** How a path below the root is shown: with slashes, the root itself as a dot. */
  String shown(Path real) {
    String relative = root.relativize(real).toString().replace('\\', '/');
    return relative.isEmpty() ? "." : relative;
  }

  RootedFileException failure(Reason reason, String path, String problem) {
    return new RootedFileException(reason, path, root, problem);
  }
}
