package dev.agentruntime.middleware.redact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.agentruntime.testkit.leak.Canaries;
import dev.agentruntime.testkit.leak.Canary;
import dev.agentruntime.testkit.leak.Leaks;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedactedExceptionTest {
  private final Canaries canaries = Canaries.random().only("EMAIL", "CARD");

  private String masked(String text) {
    String masked = text;
    for (Canary canary : canaries.all()) {
      masked = masked.replace(canary.value(), "[" + canary.type() + "]");
    }
    return masked;
  }

  private RedactedException redacted(Throwable thrown) {
    RedactedException redacted =
        assertInstanceOf(RedactedException.class, RedactedException.of(thrown, this::masked));
    Leaks.of(canaries).in("exception", List.of(redacted)).assertNone();
    return redacted;
  }

  @Test
  void anExceptionThatHoldsNothingIsTheSame() {
    IOException clean = new IOException("no route", new IllegalStateException());
    assertSame(clean, RedactedException.of(clean, this::masked));
  }

  @Test
  void messagesOfCausesAndOfSuppressedExceptionsAreRedactedAndTheStackStays() {
    IOException cause = new IOException(canaries.text());
    IllegalStateException thrown = new IllegalStateException("outer", cause);
    thrown.addSuppressed(new IllegalArgumentException(canaries.text()));
    RedactedException redacted = redacted(thrown);
    assertEquals("java.lang.IllegalStateException: outer", redacted.getMessage());
    assertEquals("java.lang.IllegalStateException", redacted.originalClass());
    assertArrayEquals(thrown.getStackTrace(), redacted.getStackTrace());
    assertInstanceOf(RedactedException.class, redacted.getCause());
    assertEquals(1, redacted.getSuppressed().length);
  }

  @Test
  void whatOnlyToStringShowsIsSeen() {
    redacted(new Disguised(canaries.text()));
  }

  @Test
  void loopsOfCausesEndAndARedactorThatFailsShowsNothing() {
    IllegalStateException first = new IllegalStateException(canaries.text());
    first.initCause(new IOException("second", first));
    redacted(first);
    Throwable failed =
        RedactedException.of(
            new IOException(canaries.text()),
            text -> {
              throw new IllegalStateException(text);
            });
    Leaks.of(canaries).in("exception", List.of(failed)).assertNone();
  }

  /** Says nothing by its message, and all by its text. */
  private static final class Disguised extends IOException {
    private static final long serialVersionUID = 1L;

    private final String text;

    Disguised(String text) {
      super("nothing");
      this.text = text;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // that is what some do
    public String toString() {
      return text;
    }
  }
}
