package dev.agentruntime.middleware.redact;

/**
 * Takes out of a text what must not leave the process.
 *
 * <p>Implementations must be safe for use by many threads, quick, and must not throw; where one
 * does, nothing of the text is used.
 */
@FunctionalInterface
public interface Redactor {

  /**
   * Redacts a text.
   *
   * @param text what a model, a tool or an exception said
   * @return the text without what must not be seen; the same text if there is nothing to take out
   */
  String redact(String text);
}
