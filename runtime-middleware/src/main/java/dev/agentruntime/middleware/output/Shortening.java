package dev.agentruntime.middleware.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.JsonDecoder;
import java.util.Optional;

/**
 * Shortens what a tool said, by its kind: JSON stays JSON, anything else keeps its head and tail.
 * Pure; immutable.
 *
 * @param text shortens texts
 */
record Shortening(TextCut text) {

  /**
   * Shortens a text.
   *
   * @param said a text longer than the limit
   * @param limit how long the result may be
   * @param notice tells that something is left out, and where it is
   * @return a text with the notice in it
   */
  String of(String said, int limit, String notice) {
    return asJson(said, limit, notice).orElseGet(() -> text.cut(said, limit, notice));
  }

  private Optional<String> asJson(String said, int limit, String notice) {
    if (!looksLikeJson(said)) {
      return Optional.empty();
    }
    Optional<JsonNode> value = JsonDecoder.strict().decode(said).value();
    return value.flatMap(json -> new JsonCut(text).cut(json, limit, notice));
  }

  /** Spares parsing what cannot be a value worth keeping whole. */
  private static boolean looksLikeJson(String said) {
    for (int i = 0; i < said.length(); i++) {
      char c = said.charAt(i);
      if (c > ' ') {
        return c == '{' || c == '[' || c == '"';
      }
    }
    return false;
  }
}
