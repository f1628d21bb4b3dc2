package dev.agentruntime.middleware.internal.text;

import dev.agentruntime.json.Decoded;
import dev.agentruntime.json.JsonDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Changes texts that may be JSON, or have JSON in their strings: what is changed is each string as
 * it reads, never the JSON text, so that JSON stays JSON. Stateless.
 */
public final class Texts {
  /** JSON in strings of JSON, and so on; deeper is taken for plain text. */
  static final int MAX_DEPTH = 8;

  private Texts() {}

  /**
   * Changes a text.
   *
   * @param text plain text or JSON
   * @param rule how each string is changed
   * @return the changed text; the same one if there is nothing to change
   */
  public static String changed(String text, TextRule rule) {
    return changed(null, text, rule, 0);
  }

  /**
   * Changes a text that is the value of a property.
   *
   * @param name the property's name, or null
   * @param text plain text or JSON
   * @param rule how each string is changed
   * @return the changed text; the same one if there is nothing to change
   */
  public static String changed(@Nullable String name, String text, TextRule rule) {
    return changed(name, text, rule, 0);
  }

  static String changed(@Nullable String name, String text, TextRule rule, int depth) {
    boolean json = looksLikeJson(text);
    boolean escapes = text.indexOf('\\') >= 0;
    if (depth >= MAX_DEPTH || (!json && !escapes)) {
      return rule.apply(name, text);
    }
    if (!escapes && name == null) {
      String inStrings = rule.applyInStrings(text);
      return inStrings == null ? leafByLeaf(null, text, rule, depth, false) : inStrings;
    }
    boolean clean = rule.isClean(text);
    return clean && !escapes ? text : leafByLeaf(name, text, rule, depth, clean);
  }

  private static String leafByLeaf(
      @Nullable String name, String text, TextRule rule, int depth, boolean clean) {
    boolean json = looksLikeJson(text);
    String leaves = new JsonLeaves(text, rule, depth, clean, json).changed();
    boolean untouched = leaves.equals(text);
    // Looking at it once more is cheaper than parsing it.
    if ((clean && untouched) || (json && (rule.isClean(leaves) || isJson(leaves)))) {
      return untouched ? text : leaves;
    }
    String all = rule.apply(name, leaves);
    return all.equals(text) ? text : all;
  }

  private static boolean looksLikeJson(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ') {
        return c == '{' || c == '[' || c == '"';
      }
    }
    return false;
  }

  private static boolean isJson(String text) {
    return JsonDecoder.strict().decode(text) instanceof Decoded.Strict;
  }
}
