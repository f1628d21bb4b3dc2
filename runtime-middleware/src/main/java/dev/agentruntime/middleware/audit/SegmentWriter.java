package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** Writes lines, each following the one before, into segments. Confined to the writer's thread. */
final class SegmentWriter {

  /** Opens the file of a segment; for a test to hand in one that fails. */
  interface Opener {
    SegmentFile create(Path path) throws IOException;
  }

  private final Path directory;
  private final AuditKey key;
  private final Mac mac;
  private final TimeSource time;
  private final long maxSegmentBytes;
  private final Opener opener;
  private final String stream;

  private @Nullable SegmentFile file;
  private int segment;
  private long linesInSegment;
  private long sequence;
  private String previous;
  private boolean previousSealed;
  private long torn;

  SegmentWriter(AuditFile.Settings settings, Recovery from, Opener opener) {
    this.directory = settings.directory();
    this.key = settings.key();
    this.mac = key.chainMac();
    this.time = settings.time();
    this.maxSegmentBytes = settings.maxSegmentBytes();
    this.opener = opener;
    this.stream = from.stream();
    this.segment = from.nextSegment() - 1;
    this.sequence = from.nextSequence() - 1;
    this.previous = from.previous();
    this.previousSealed = from.sealed();
    this.torn = from.torn();
  }

  /** Whether the segment is as long as it should get. */
  boolean isFull() {
    SegmentFile now = file;
    return now != null && now.length() >= maxSegmentBytes;
  }

  /**
   * Writes records, all or none; opens a segment if there is none.
   *
   * @throws IOException if none was written
   */
  void write(List<AuditRecord> records) throws IOException {
    if (file != null && previousSealed) {
      letGo();
    }
    SegmentFile to = file == null ? open() : file;
    ByteArrayOutputStream lines = new ByteArrayOutputStream(1024 * records.size());
    long number = sequence;
    String last = previous;
    for (AuditRecord record : records) {
      byte[] body = Body.of(++number, record);
      last = LineFormat.mac(mac, last, body, 0, body.length);
      lines.writeBytes(LineFormat.line(last, body));
    }
    to.append(lines.toByteArray());
    written(number, last, records.size());
  }

  private SegmentFile open() throws IOException {
    int number = segment + 1;
    Path path = Segments.file(directory, number);
    SegmentFile opened = opener.create(path);
    try {
      Body.Opened opening =
          new Body.Opened(stream, number, key.id(), previous, previousSealed, torn);
      byte[] body = Body.of(sequence + 1, time.instant(), opening);
      String code = LineFormat.mac(mac, previous, body, 0, body.length);
      opened.append(LineFormat.line(code, body));
      syncDirectory();
      file = opened;
      segment = number;
      linesInSegment = 0;
      torn = 0;
      previousSealed = false;
      written(sequence + 1, code, 1);
      return opened;
    } finally {
      if (file == null) {
        discard(opened, path);
      }
    }
  }

  /** So that the file itself is not lost with the machine; not every system knows how. */
  private void syncDirectory() {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      // Then the file system sees to it or nobody does.
    }
  }

  /** A segment without its opening is no segment; the next attempt makes another. */
  private static void discard(SegmentFile opened, Path path) throws IOException {
    opened.close();
    Files.deleteIfExists(path);
  }

  private void written(long number, String code, int lines) {
    sequence = number;
    previous = code;
    linesInSegment += lines;
  }

  /** Forces what was written onto the disk. */
  void sync() throws IOException {
    if (file != null) {
      file.sync();
    }
  }

  /**
   * Writes the seal of the segment, if there is one. The next lines go into another.
   *
   * @return whether there was one; {@link #sync()} and {@link #letGo()} are still to be called
   */
  boolean seal() throws IOException {
    SegmentFile now = file;
    if (now == null || previousSealed) {
      return now != null;
    }
    byte[] body = Body.of(sequence + 1, time.instant(), new Body.Sealed(linesInSegment, previous));
    String code = LineFormat.mac(mac, previous, body, 0, body.length);
    now.append(LineFormat.line(code, body));
    written(sequence + 1, code, 1);
    previousSealed = true;
    return true;
  }

  /** The last line; null if there is none. */
  @Nullable AuditTip tip() {
    return sequence == 0 ? null : new AuditTip(stream, sequence, previous);
  }

  /** Lets go of the segment as it is. */
  void letGo() throws IOException {
    SegmentFile now = file;
    file = null;
    if (now != null) {
      now.close();
    }
  }
}
