package dev.agentruntime.middleware.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of one segment, open for appending. Not a {@code FileChannel}: an interrupt would close
 * that. Confined to the writer's thread.
 */
class SegmentFile implements AutoCloseable {
  private final RandomAccessFile file;

  /** How far the file is known to hold whole lines only. */
  private long good;

  /** Makes a new file. */
  SegmentFile(Path path) throws IOException {
    if (Files.exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  /**
   * Appends whole lines, or nothing: if it cannot, what it wrote of them is taken back.
   *
   * @throws IOException if the lines are not there
   */
  void append(byte[] lines) throws IOException {
    try {
      write(file, lines);
      good += lines.length;
    } catch (IOException e) {
      try {
        file.setLength(good);
        file.seek(good);
      } catch (IOException whileTakingBack) {
        whileTakingBack.addSuppressed(e);
        throw new TornSegmentException(whileTakingBack);
      }
      throw e;
    }
  }

  /** For a test to fail at. */
  void write(RandomAccessFile to, byte[] lines) throws IOException {
    to.write(lines);
  }

  /** Forces what was written onto the disk. */
  void sync() throws IOException {
    file.getFD().sync();
  }

  long length() {
    return good;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
