package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One labelled text.
 *
 * @param text what is looked through
 * @param spans the labelled values
 * @param only the name of the one type that is labelled in it, or null if all are
 * @param count how many values there are if only that is known, or -1
 */
record RedactionRow(String text, List<Span> spans, @Nullable String only, int count) {
  /**
   * From which expected score on a positive example is one: below it the corpus's own detector
   * takes the value for a guess, such as any nine digits for a social security number.
   */
  static final double LEAST_SCORE = 0.4;

  /**
   * One labelled value.
   *
   * @param name what the corpus calls its type
   */
  record Span(int start, int end, String name) {}

  /** The row, or null if the corpus itself holds it to be a guess. */
  static @Nullable RedactionRow of(ObjectNode row) throws BadRowException {
    String text = text(row);
    if (score(row.path("expected_score")) < LEAST_SCORE && !isNegative(row)) {
      return null;
    }
    List<Span> spans = new ArrayList<>();
    for (JsonNode span : row.path("spans")) {
      int start = span.path("start").asInt(-1);
      int end = span.path("end").asInt(-1);
      if (start < 0 || end <= start || end > text.length()) {
        throw new BadRowException("every span must lie within the text");
      }
      spans.add(trimmed(text, start, end, span.path("type").asText()));
    }
    JsonNode entity = row.path("entity");
    String only = entity.isTextual() ? only(entity.textValue(), spans) : null;
    int count = only != null && spans.isEmpty() ? row.path("expected_count").asInt(0) : -1;
    return new RedactionRow(text, List.copyOf(spans), only, count);
  }

  private static String text(ObjectNode row) throws BadRowException {
    JsonNode text = row.path("text");
    if (text.isTextual()) {
      return text.textValue();
    }
    JsonNode encoded = row.path("text_b64");
    if (!encoded.isTextual()) {
      throw new BadRowException("row must have a string text or text_b64");
    }
    try {
      return new String(Base64.getDecoder().decode(encoded.textValue()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new BadRowException("text_b64 must be base64");
    }
  }

  private static boolean isNegative(ObjectNode row) {
    return row.path("label").asText().equals("negative");
  }

  /** The least of the scores given; 1 if none is, or only {@code max}. */
  private static double score(JsonNode score) {
    if (score.isNumber()) {
      return score.doubleValue();
    }
    double least = 1;
    for (JsonNode part : score) {
      least = Math.min(least, score(part));
    }
    return least;
  }

  /** Recognisers are called otherwise than what they find in some corpora. */
  private static String only(String entity, List<Span> spans) {
    return spans.isEmpty() ? entity : spans.getFirst().name();
  }

  private static Span trimmed(String text, int from, int to, String name) {
    int start = from;
    int end = to;
    while (start < end - 1 && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start + 1 && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return new Span(start, end, name);
  }
}
