package dev.agentruntime.testkit.leak;

import java.util.Objects;

/**
 * A made-up value that must not be seen anywhere it was not meant to be. Immutable.
 *
 * @param type what it is, such as {@code EMAIL}
 * @param value the value, at least {@value #MIN_VALUE} characters: shorter ones are found by chance
 * @param sentence a sentence with the value in it and the words that say what it is, by which it
 *     can be recognised
 */
public record Canary(String type, String value, String sentence) {
  /** The shortest value. */
  public static final int MIN_VALUE = 8;

  /** Checks the components. */
  public Canary {
    if (Objects.requireNonNull(type, "type").isBlank()) {
      throw new IllegalArgumentException("the type of a canary must not be blank");
    }
    if (Objects.requireNonNull(value, "value").length() < MIN_VALUE) {
      throw new IllegalArgumentException(
          "the value of a canary of type "
              + type
              + " must have at least "
              + MIN_VALUE
              + " characters, had "
              + value.length());
    }
    if (!Objects.requireNonNull(sentence, "sentence").contains(value)) {
      throw new IllegalArgumentException(
          "the sentence of a canary of type " + type + " must contain its value");
    }
  }

  /** The type only. */
  @Override
  public String toString() {
    return "Canary(" + type + ")";
  }
}
