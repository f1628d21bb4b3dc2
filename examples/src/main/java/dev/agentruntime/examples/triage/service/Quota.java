package dev.agentruntime.examples.triage.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Holds a folder to a limit, as a small volume would. Safe for use by many threads. */
final class Quota {
  private static final long LOG_EVERY_NANOS = 500_000_000;

  private final Path folder;
  private final long limit;
  private final EventLog log;
  private final CountDownLatch failures = new CountDownLatch(4);
  private final Map<Path, Long> lastLogged = new ConcurrentHashMap<>();

  Quota(Path folder, long limit, EventLog log) {
    this.folder = folder;
    this.limit = limit;
    this.log = log;
  }

  Path folder() {
    return folder;
  }

  LongPredicate hasRoom() {
    return bytes -> used() + bytes <= limit;
  }

  /** Logs failures, but not each one. */
  BiConsumer<Path, IOException> failed() {
    return (file, cause) -> {
      long now = System.nanoTime();
      Long last = lastLogged.get(file);
      if (last == null || now - last > LOG_EVERY_NANOS) {
        lastLogged.put(file, now);
        log.error("cannot write " + file.getFileName(), cause);
        failures.countDown();
      }
    };
  }

  void awaitFull() throws InterruptedException {
    failures.await();
  }

  private long used() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(Quota::size).sum();
    } catch (IOException | UncheckedIOException e) {
      // Somebody renamed a file under the walk; taking the folder for full is the safe reading.
      return limit;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      // Renamed since; its size is counted under its new name the next time.
      return 0;
    }
  }
}
