package dev.agentruntime.examples.triage.model;

import java.util.List;
import java.util.Optional;

/**
 * Tells an application's frames from the platform's, in the way of dumps, stack traces and
 * profiles.
 */
final class Frames {
  private static final List<String> PLATFORM =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  private Frames() {}

  static boolean isApplication(String frame) {
    String name = frame.startsWith("at ") ? frame.substring(3) : frame;
    return PLATFORM.stream().noneMatch(name::startsWith) && name.indexOf('[') < 0;
  }

  /** The innermost frame of the application, without the word before it. */
  static Optional<String> innermost(List<String> frames) {
    return frames.stream()
        .filter(Frames::isApplication)
        .map(frame -> frame.startsWith("at ") ? frame.substring(3) : frame)
        .findFirst();
  }
}
