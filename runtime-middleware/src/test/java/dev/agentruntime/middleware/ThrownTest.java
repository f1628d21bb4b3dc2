package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOError;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ThrownTest {

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(new IllegalStateException("x"), Thrown.CONTAIN),
        Arguments.of(new IOException("x"), Thrown.CONTAIN),
        Arguments.of(new SocketTimeoutException("a tool's own time-out"), Thrown.CONTAIN),
        Arguments.of(new CancellationException("x"), Thrown.CONTAIN),
        Arguments.of(new StackOverflowError(), Thrown.CONTAIN),
        Arguments.of(new NoClassDefFoundError("x"), Thrown.CONTAIN),
        Arguments.of(new ExceptionInInitializerError("x"), Thrown.CONTAIN),
        Arguments.of(new AssertionError("x"), Thrown.CONTAIN),
        Arguments.of(new IOError(new IOException("x")), Thrown.CONTAIN),
        Arguments.of(new Throwable("x"), Thrown.CONTAIN),
        Arguments.of(new InterruptedException("x"), Thrown.INTERRUPT),
        Arguments.of(new IllegalStateException(new InterruptedException("x")), Thrown.INTERRUPT),
        Arguments.of(
            new CompletionException(new IllegalStateException(new ClosedByInterruptException())),
            Thrown.INTERRUPT),
        Arguments.of(new OutOfMemoryError("x"), Thrown.PASS_ON),
        Arguments.of(new InternalError("x"), Thrown.PASS_ON),
        Arguments.of(new UnknownError("x"), Thrown.PASS_ON));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void eachKindHasItsTreatment(Throwable thrown, Thrown treatment) {
    assertEquals(treatment, Thrown.of(thrown));
  }

  @Test
  void aCycleOfCausesEnds() {
    IllegalStateException one = new IllegalStateException("one");
    IllegalStateException other = new IllegalStateException("other", one);
    one.initCause(other);

    assertEquals(Thrown.CONTAIN, Thrown.of(one));
  }
}
