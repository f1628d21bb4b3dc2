# Gates of the compiler and of javadoc, in main and test code. Sourced by prove-gates.

put runtime-core/src/main/java/dev/agentruntime/time/Injected.java << 'J'
package dev.agentruntime.time;

final class Injected {
  java.util.List<?> list() {
    return new java.util.ArrayList();
  }
}
J
bites 'javac lint warning' '\[rawtypes\]' maven -pl runtime-core compile

put runtime-core/src/main/java/dev/agentruntime/time/Injected.java << 'J'
package dev.agentruntime.time;

final class Injected {
  void run() {
    new IllegalStateException("made and not thrown");
  }
}
J
bites 'Error Prone bug' '\[DeadException\]' maven -pl runtime-core compile

put runtime-core/src/main/java/dev/agentruntime/time/Injected.java << 'J'
package dev.agentruntime.time;

final class Injected {
  int length(boolean known) {
    String text = known ? "text" : null;
    return text.length();
  }
}
J
bites 'NullAway slip' '\[NullAway\]' maven -pl runtime-core compile

put source-tests/src/test/java/dev/agentruntime/sources/InjectedTest.java << 'J'
package dev.agentruntime.sources;

final class InjectedTest {
  boolean same(String text) {
    return text.equals(Integer.valueOf(1));
  }
}
J
bites 'Error Prone bug in test code' '\[EqualsIncompatibleType\]|\[UnlikelyEquals' maven -pl source-tests test-compile

put runtime-core/src/main/java/dev/agentruntime/time/Injected.java << 'J'
package dev.agentruntime.time;

/** Says nothing about its method. */
public final class Injected {
  private Injected() {}

  public static void undocumented() {}
}
J
bites 'missing Javadoc' 'Injected.java:7: (warning|error): no comment' maven -pl runtime-core -DskipTests package

put runtime-core/src/main/java/dev/agentruntime/time/Injected.java << 'J'
package dev.agentruntime.time;

/** Links to {@link dev.agentruntime.Nowhere}. */
public final class Injected {
  private Injected() {}
}
J
bites 'broken link in Javadoc' 'reference not found' maven -pl runtime-core -DskipTests package
