package dev.agentruntime.examples.triage.model;

import java.util.Map;

/** A tool call the model wants. */
record Ask(String tool, Map<String, Object> arguments) {
  Ask {
    arguments = Map.copyOf(arguments);
  }

  static Ask of(String tool) {
    return new Ask(tool, Map.of());
  }
}
