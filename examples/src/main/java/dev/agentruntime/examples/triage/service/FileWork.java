package dev.agentruntime.examples.triage.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;

/**
 * Appends to a file and starts it anew when it is long. Healthy as long as that length is a sane
 * one.
 */
public final class FileWork implements Runnable {
  private static final int CHUNK = 32 * 1024;
  private static final long PAUSE_MILLIS = 25;

  private final Path file;
  private final long rotateAt;
  private final LongPredicate hasRoom;
  private final BiConsumer<Path, IOException> failed;
  private long written;

  public FileWork(
      Path file, long rotateAt, LongPredicate hasRoom, BiConsumer<Path, IOException> failed) {
    this.file = file;
    this.rotateAt = rotateAt;
    this.hasRoom = hasRoom;
    this.failed = failed;
  }

  @Override
  public void run() {
    try {
      while (written >= 0) {
        try {
          templateOuter();
        } catch (IOException e) {
          failed.accept(file, e);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void templateOuter() throws IOException {
    if (written >= rotateAt) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      written = 0;
    }
    templateInner();
  }

  private void templateInner() throws IOException {
    if (!hasRoom.test(CHUNK)) {
      throw new IOException("No space left on device");
    }
    Files.write(file, new byte[CHUNK], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    written += CHUNK;
  }
}
