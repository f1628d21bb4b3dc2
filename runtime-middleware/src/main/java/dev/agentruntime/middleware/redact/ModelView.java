package dev.agentruntime.middleware.redact;

import dev.agentruntime.chain.RunFrame;

/**
 * What the models of a run are shown in place of a text: for layers that compare what models say
 * with what people said. Safe for use by many threads.
 */
@FunctionalInterface
public interface ModelView {
  /**
   * A text as the models of a run see it.
   *
   * @param run the run
   * @param text what somebody said to it
   * @return the text with placeholders, or the very text if there is nothing to hide
   */
  String of(RunFrame run, String text);
}
