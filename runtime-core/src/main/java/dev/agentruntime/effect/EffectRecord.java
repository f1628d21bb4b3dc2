package dev.agentruntime.effect;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one effect. Immutable.
 *
 * @param state how far it has come
 * @param token names this record; no other record of any effect has the same one
 * @param digest of the tool and the arguments it was called with
 * @param since when the record was written, by the writer's clock
 * @param answer what the tool answered; null unless the effect is {@link State#DONE}
 */
public record EffectRecord(
    State state, String token, String digest, Instant since, @Nullable Answer answer) {
  /** How far an effect has come. */
  public enum State {
    /** Somebody is about to have it, or was when they were lost. */
    RESERVED,
    /** The tool answered. */
    DONE,
    /** The tool began and was not heard of again: the effect may have happened or not. */
    UNKNOWN
  }

  /**
   * What a tool answered, redacted.
   *
   * @param error whether it said no
   * @param text what it said; may be empty
   */
  public record Answer(boolean error, String text) {
    /** Checks the components. */
    public Answer {
      Objects.requireNonNull(text, "text");
    }

    /** Not what it said: it may be confidential. */
    @Override
    public String toString() {
      return "Answer(" + (error ? "error, " : "") + text.length() + " characters)";
    }
  }

  /** Checks the components. */
  public EffectRecord {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(since, "since");
    if ((state == State.DONE) != (answer != null)) {
      throw new IllegalArgumentException(
          "an effect has an answer if it is DONE and only then, was " + state + " " + answer);
    }
  }
}
