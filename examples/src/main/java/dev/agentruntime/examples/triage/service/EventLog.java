package dev.agentruntime.examples.triage.service;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** The service's log file. Safe for use by many threads. */
final class EventLog {
  private final PrintWriter out;

  EventLog(Path file) {
    try {
      out =
          new PrintWriter(
              Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              true);
    } catch (IOException e) {
      throw new UncheckedIOException("log file " + file, e);
    }
  }

  void info(String message) {
    write("INFO ", message);
  }

  void warn(String message) {
    write("WARN ", message);
  }

  synchronized void error(String message, Throwable cause) {
    write("ERROR", message + ": " + cause);
    for (StackTraceElement frame : cause.getStackTrace()) {
      out.println("\tat " + frame);
    }
  }

  private synchronized void write(String level, String message) {
    out.println(
        Instant.now() + " " + level + " [" + Thread.currentThread().getName() + "] " + message);
  }
}
