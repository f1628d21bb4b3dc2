package dev.agentruntime.tools.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The two output streams of a process, read without ever blocking, the first one from a file if it
 * was sent there. Confined to one thread.
 */
final class Pipes {
  private static final int BLOCK = 8 * 1024;

  /** More than a pipe holds, so that a last pass empties it. */
  private static final int BLOCKS_PER_PASS = 64;

  private final Process process;
  private final Optional<Path> spool;
  private final BoundedOutput out;
  private final BoundedOutput err;
  private final byte[] block = new byte[BLOCK];

  Pipes(Process process, int limit, Optional<Path> spool) {
    this.process = process;
    this.spool = spool;
    this.out = new BoundedOutput(limit);
    this.err = new BoundedOutput(limit);
  }

  CapturedOutput stdout() {
    return out.captured();
  }

  CapturedOutput stderr() {
    return err.captured();
  }

  /**
   * Reads what is there now, up to a bound, so that a command that never stops writing cannot hold
   * the loop. Returns whether there was anything.
   */
  boolean drain() {
    boolean outMoved = drain(process.getInputStream(), out);
    boolean errMoved = drain(process.getErrorStream(), err);
    return outMoved || errMoved;
  }

  /** The last pass; what a surviving process goes on writing is not waited for. */
  void drainAndClose() {
    drain();
    spool.ifPresent(this::readAndDelete);
    try (InputStream _ = process.getInputStream();
        InputStream _ = process.getErrorStream()) {
      process.getOutputStream().close();
    } catch (IOException e) {
      // Closing a pipe whose other end is gone may fail; there is nothing left to release then.
      return;
    }
  }

  private void readAndDelete(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      for (int count = stream.read(block); count > 0; count = stream.read(block)) {
        out.write(block, count);
      }
    } catch (IOException e) {
      // The output is cut short, as with a pipe whose other end is gone.
      return;
    } finally {
      delete(file);
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A file left in the root must not hide what the command came to.
      return;
    }
  }

  private boolean drain(InputStream stream, BoundedOutput output) {
    boolean moved = false;
    try {
      for (int i = 0; i < BLOCKS_PER_PASS; i++) {
        int ready = stream.available();
        int count = ready > 0 ? stream.read(block, 0, Math.min(block.length, ready)) : 0;
        if (count <= 0) {
          return moved;
        }
        output.write(block, count);
        moved = true;
      }
    } catch (IOException e) {
      // The other end is gone; what was read so far is all there is.
      return moved;
    }
    return moved;
  }
}
