package dev.agentruntime.middleware.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file line by line, however long the lines are; only what no audit file can hold is
 * skipped rather than taken into memory. Confined to one thread.
 */
final class Lines implements AutoCloseable {
  /** Many times the longest line a writer can make; one that is longer is somebody else's. */
  static final int MAX_LINE = 64 << 20;

  private static final int BUFFER = 64 << 10;

  /** A line. Its bytes are not copied: who reads them must not change them. */
  static final class Line {
    private final long number;
    private final byte[] bytes;
    private final boolean complete;
    private final long length;

    Line(long number, byte[] bytes, boolean complete, long length) {
      this.number = number;
      this.bytes = bytes;
      this.complete = complete;
      this.length = length;
    }

    /** Counts from 1. */
    long number() {
      return number;
    }

    /** Without the line break; empty if it is too long. */
    byte[] bytes() {
      return bytes;
    }

    /** Whether a line break ends it. */
    boolean complete() {
      return complete;
    }

    /** How long it is, also if it is too long. */
    long length() {
      return length;
    }
  }

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private long number;

  private Lines(InputStream in) {
    this.in = in;
  }

  static Lines of(Path file) throws IOException {
    return new Lines(Files.newInputStream(file));
  }

  /** The next line, or null at the end of the file. */
  @Nullable Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    long length = 0;
    while (at < end || fill()) {
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      length += at - from;
      if (length <= MAX_LINE) {
        line.write(buffer, from, at - from);
      }
      if (at < end) {
        at++;
        return new Line(++number, bytes(line, length), true, length);
      }
    }
    return length == 0 ? null : new Line(++number, bytes(line, length), false, length);
  }

  private static byte[] bytes(ByteArrayOutputStream line, long length) {
    return length <= MAX_LINE ? line.toByteArray() : new byte[0];
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
