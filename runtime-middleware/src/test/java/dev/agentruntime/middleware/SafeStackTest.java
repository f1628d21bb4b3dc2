package dev.agentruntime.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SafeStackTest {

  @Test
  void classesAndFramesAreShownAndMessagesAreNot() {
    Exception thrown = new IllegalStateException("secret-1", new IOException("secret-2"));

    String text = SafeStack.render(thrown, null);

    assertTrue(text.startsWith("java.lang.IllegalStateException\n\tat "), text);
    assertTrue(text.contains("\nCaused by: java.io.IOException\n\tat "), text);
    assertTrue(text.contains("SafeStackTest.classesAndFramesAreShownAndMessagesAreNot"), text);
    assertFalse(text.contains("secret"), text);
  }

  @Test
  void withARedactorMessagesAreShownRedacted() {
    Exception thrown = new IllegalStateException("key secret-1", new IOException());

    String text = SafeStack.render(thrown, message -> message.replace("secret-1", "***"));

    assertTrue(text.startsWith("java.lang.IllegalStateException: key ***\n"), text);
    assertTrue(text.contains("\nCaused by: java.io.IOException\n"), text);
  }

  @Test
  void anEndlessStackIsCut() {
    Exception thrown = new IllegalStateException("x");
    StackTraceElement[] frames = new StackTraceElement[1000];
    java.util.Arrays.fill(frames, new StackTraceElement("a.B", "c", "B.java", 1));
    thrown.setStackTrace(frames);

    String text = SafeStack.render(thrown, null);

    assertEquals(42, text.lines().count());
    assertTrue(text.endsWith("\t… 960 more"), text);
  }

  @Test
  void cyclesAndLongChainsOfCausesEnd() {
    IllegalStateException one = new IllegalStateException("one");
    one.initCause(new IllegalStateException("other", one));
    assertTrue(SafeStack.render(one, null).endsWith("Caused by: … (a cycle)"));

    Throwable chain = new IOException();
    for (int i = 0; i < 20; i++) {
      chain = new IOException(chain);
    }
    String text = SafeStack.render(chain, null);
    assertTrue(text.endsWith("Caused by: … (more causes)"), text);
    assertEquals(8, text.split("java.io.IOException", -1).length - 1);
  }
}
