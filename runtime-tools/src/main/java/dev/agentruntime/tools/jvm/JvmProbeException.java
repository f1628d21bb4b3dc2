package dev.agentruntime.tools.jvm;

import java.io.IOException;

/**
 * Says that a JVM did not answer; the message names its process id, the question and what the JDK
 * said.
 */
public final class JvmProbeException extends IOException {
  private static final long serialVersionUID = 1L;

  JvmProbeException(long pid, String question, String problem) {
    super("JVM " + pid + " did not answer " + question + ": " + problem);
  }

  JvmProbeException(long pid, String question, Throwable cause) {
    super("JVM " + pid + " did not answer " + question + ": " + cause.getMessage(), cause);
  }
}
