package dev.agentruntime.examples.triage.service;

import java.util.ArrayList;
import java.util.List;

/**
 * What is really wrong, kept in memory until somebody asks. Confined to the thread that starts the
 * service.
 */
final class Truth {
  private final List<String> lines = new ArrayList<>();

  void fault(String kind) {
    lines.add("fault " + kind);
  }

  /** A name that a right finding holds. */
  void culprit(String name) {
    lines.add("culprit " + simple(name));
  }

  /** A name that a right finding does not hold. */
  void innocent(String name) {
    lines.add("innocent " + simple(name));
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  private static String simple(String name) {
    return name.startsWith("com.") ? name.substring(name.lastIndexOf('.') + 1) : name;
  }
}
