package dev.agentruntime.tools.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads text line by line with a bound on each line, so that a file without line ends costs no
 * memory. Looks at the interrupt flag once per block. Confined to one thread.
 */
final class LineScanner {
  private static final int BLOCK = 16 * 1024;

  private final InputStream stream;
  private final int maxLineBytes;
  private final byte[] block = new byte[BLOCK];
  private int next;
  private int size;
  private byte[] line = new byte[256];
  private int lineSize;
  private long bytesRead;

  LineScanner(InputStream stream, int maxLineBytes) {
    this.stream = stream;
    this.maxLineBytes = maxLineBytes;
  }

  /**
   * Where the first NUL stands in the first block, which text does not have; empty-handed callers
   * may go on reading lines.
   */
  boolean startsWithBinary() throws IOException, InterruptedException {
    fill();
    for (int i = 0; i < size; i++) {
      if (block[i] == 0) {
        return true;
      }
    }
    return false;
  }

  long bytesRead() {
    return bytesRead;
  }

  /**
   * The next line without its end, cut with a mark if it is long; null at the end of the stream.
   */
  @Nullable String next() throws IOException, InterruptedException {
    lineSize = 0;
    long length = 0;
    while (true) {
      if (next == size) {
        fill();
        if (size == 0) {
          return length == 0 ? null : text(length);
        }
      }
      int end = lineEnd();
      length += end - next;
      keep(end);
      boolean ended = end < size;
      next = ended ? end + 1 : end;
      if (ended) {
        return text(length);
      }
    }
  }

  private int lineEnd() {
    int end = next;
    while (end < size && block[end] != '\n') {
      end++;
    }
    return end;
  }

  private void keep(int end) {
    int kept = Math.min(end - next, maxLineBytes - lineSize);
    if (kept <= 0) {
      return;
    }
    if (lineSize + kept > line.length) {
      line =
          Arrays.copyOf(line, Math.min(maxLineBytes, Math.max(2 * line.length, lineSize + kept)));
    }
    System.arraycopy(block, next, line, lineSize, kept);
    lineSize += kept;
  }

  private String text(long length) {
    if (length > lineSize) {
      return new String(line, 0, lineSize, StandardCharsets.UTF_8)
          + " [… "
          + (length - lineSize)
          + " bytes more]";
    }
    int end = lineSize > 0 && line[lineSize - 1] == '\r' ? lineSize - 1 : lineSize;
    return new String(line, 0, end, StandardCharsets.UTF_8);
  }

  private void fill() throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while reading a file");
    }
    if (next < size) {
      return;
    }
    next = 0;
    size = Math.max(0, stream.read(block));
    bytesRead += size;
  }
}
