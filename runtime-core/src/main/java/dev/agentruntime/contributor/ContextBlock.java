package dev.agentruntime.contributor;

import java.util.Objects;

/**
 * A piece of text for the model to know, and where it is from. Immutable.
 *
 * @param name what the model may call it, such as a file's name; not blank
 * @param text the text
 */
public record ContextBlock(String name, String text) {
  /** Checks the components. */
  public ContextBlock {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException(
          "the name of a context block must not be blank, was '" + name + "'");
    }
    Objects.requireNonNull(text, "text");
  }

  /** Sizes only: what was looked up may hold secrets. */
  @Override
  public String toString() {
    return "ContextBlock(" + text.length() + " characters)";
  }
}
