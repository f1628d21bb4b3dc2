package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What became of the texts of one rule. Confined to one thread. */
final class SecretTally {
  private int secrets;
  private int caught;
  private int others;
  private int falsePositives;
  private int contradicted;

  /**
   * Counts a text.
   *
   * @param secret whether it holds a secret
   * @param found whether that was found, or anything was found in a text that holds none
   * @param isContradicted whether the same text is a secret under another rule
   */
  void add(boolean secret, boolean found, boolean isContradicted) {
    if (secret) {
      secrets++;
      caught += found ? 1 : 0;
    } else {
      others++;
      falsePositives += found ? 1 : 0;
      contradicted += found && isContradicted ? 1 : 0;
    }
  }

  /** Adds the counts to a line. */
  void writeTo(ObjectNode line) {
    line.put("n", secrets)
        .put("caught", caught)
        .put("others", others)
        .put("falsePositives", falsePositives)
        .put("contradicted", contradicted);
  }
}
