package dev.agentruntime.middleware.redact;

import java.util.Set;

/**
 * Finds values that must not be seen in a text.
 *
 * <p>Implementations must be safe for use by many threads, take time linear in the text whatever it
 * holds, and not throw. Where one throws, nothing of the text is used.
 */
public interface Detector {

  /**
   * What this detector can find.
   *
   * @return the same types each time
   */
  Set<EntityType> types();

  /**
   * Looks through a text.
   *
   * @param text any text, one string of parsed data: never JSON with values still escaped in it
   * @param findings told of each value; overlapping values are allowed, the longer and then the
   *     surer one wins
   */
  void scan(String text, Findings findings);
}
