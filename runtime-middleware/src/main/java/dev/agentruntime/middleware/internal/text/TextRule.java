package dev.agentruntime.middleware.internal.text;

import org.jspecify.annotations.Nullable;

/** How plain texts are changed: values to placeholders, or the other way. */
public interface TextRule {

  /**
   * A quick look at a text as it stands.
   *
   * @param text any text
   * @return true only if no part of the text without a backslash would be changed
   */
  boolean isClean(String text);

  /**
   * Changes JSON in one look, if that will do.
   *
   * @param text what looks like JSON, without a backslash
   * @return the changed text, the same one if there is nothing to change; null if its strings have
   *     to be looked at one by one
   */
  default @Nullable String applyInStrings(String text) {
    return isClean(text) ? text : null;
  }

  /**
   * Changes a text.
   *
   * @param name the name of the property whose value the text is, or null
   * @param text plain text
   * @return the changed text; the same one if there is nothing to change
   */
  String apply(@Nullable String name, String text);
}
