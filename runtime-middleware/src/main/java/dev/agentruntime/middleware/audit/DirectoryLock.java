package dev.agentruntime.middleware.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second writer out of a directory: two chains in one would destroy each other. Held by the
 * operating system, so it does not outlive the process. Safe for use by many threads.
 */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock of(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(Segments.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      FileLock lock = channel.tryLock();
      held = lock != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
    } finally {
      if (!held) {
        channel.close();
      }
    }
    if (!held) {
      throw new IOException("audit directory " + directory + " is being written by somebody else");
    }
    return new DirectoryLock(channel);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the lock of an audit directory could not be released", e);
    }
  }
}
