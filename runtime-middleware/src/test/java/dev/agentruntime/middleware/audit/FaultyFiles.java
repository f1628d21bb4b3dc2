package dev.agentruntime.middleware.audit;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.time.TimeSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens segments that fail when a test says so, and counts what they do. */
final class FaultyFiles implements SegmentWriter.Opener {
  final AtomicInteger syncs = new AtomicInteger();
  volatile boolean writesFail;
  volatile boolean syncsFail;
  volatile boolean opensFail;

  /** Holds every write until it opens; null for none. */
  volatile @Nullable Gate gate;

  volatile TimeSource time = TimeSource.system();

  @Override
  public SegmentFile create(Path path) throws IOException {
    if (opensFail) {
      throw new IOException("no space left for a new file");
    }
    return new SegmentFile(path) {
      @Override
      void write(RandomAccessFile to, byte[] lines) throws IOException {
        Gate now = gate;
        if (now != null) {
          now.passIgnoringInterrupts(time);
        }
        if (writesFail) {
          to.write(lines, 0, lines.length / 2);
          throw new IOException("no space left on device");
        }
        super.write(to, lines);
      }

      @Override
      void sync() throws IOException {
        syncs.incrementAndGet();
        if (syncsFail) {
          throw new IOException("input/output error");
        }
        super.sync();
      }
    };
  }
}
