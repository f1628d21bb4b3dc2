package dev.agentruntime.middleware.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentruntime.middleware.model.ModelFailure.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The error code in the body of a provider's answer: an enumerated value at a known place, compared
 * as a whole. Tells what the status leaves open, such as a 400 for a conversation that is too long
 * or a 429 for an empty account. The prose beside it is not looked at. Stateless.
 */
final class ProviderErrorCode {
  /** Error bodies are a few hundred characters; a page of HTML is none. */
  private static final int MAX_BODY_CHARACTERS = 64 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          // OpenAI and those who speak its format: error.code
          Map.entry("context_length_exceeded", Kind.CONTEXT_TOO_LONG),
          Map.entry("content_filter", Kind.CONTENT_FILTERED),
          Map.entry("content_policy_violation", Kind.CONTENT_FILTERED),
          Map.entry("insufficient_quota", Kind.QUOTA_EXHAUSTED),
          Map.entry("billing_hard_limit_reached", Kind.QUOTA_EXHAUSTED),
          Map.entry("rate_limit_exceeded", Kind.RATE_LIMITED),
          Map.entry("model_not_found", Kind.MODEL_NOT_FOUND),
          Map.entry("invalid_api_key", Kind.AUTHENTICATION),
          // Anthropic: error.type
          Map.entry("overloaded_error", Kind.OVERLOADED),
          Map.entry("rate_limit_error", Kind.RATE_LIMITED),
          Map.entry("timeout_error", Kind.TIMEOUT),
          Map.entry("api_error", Kind.SERVER_ERROR),
          Map.entry("authentication_error", Kind.AUTHENTICATION),
          Map.entry("permission_error", Kind.AUTHENTICATION),
          Map.entry("billing_error", Kind.QUOTA_EXHAUSTED),
          Map.entry("request_too_large", Kind.CONTEXT_TOO_LONG),
          // Google: error.status
          Map.entry("RESOURCE_EXHAUSTED", Kind.RATE_LIMITED),
          Map.entry("UNAVAILABLE", Kind.OVERLOADED),
          Map.entry("DEADLINE_EXCEEDED", Kind.TIMEOUT),
          Map.entry("UNAUTHENTICATED", Kind.AUTHENTICATION),
          Map.entry("PERMISSION_DENIED", Kind.AUTHENTICATION));

  private ProviderErrorCode() {}

  /** The kind a body's code stands for; null if there is no code or nobody knows it. */
  static @Nullable Kind kindOf(@Nullable String body) {
    if (body == null
        || body.length() > MAX_BODY_CHARACTERS
        || !body.stripLeading().startsWith("{")) {
      return null;
    }
    try {
      JsonNode error = JSON.readTree(body).path("error");
      for (String place : new String[] {"code", "type", "status"}) {
        Kind kind = KINDS.get(error.path(place).asText(""));
        if (kind != null) {
          return kind;
        }
      }
      return null;
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }
}
