package dev.agentruntime.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.haibiiin.json.repair.JSONRepair;
import io.github.haibiiin.json.repair.RepairFailureException;
import org.jspecify.annotations.Nullable;

/** What is measured: this library, and two others on the same rows for comparison. */
enum JsonContestant {
  /** This library's decoder. */
  OURS {
    @Override
    Answer decode(JsonRow row) {
      return row.decode();
    }
  },
  /** Jackson with every lenient feature it has. It says nothing of what it changes. */
  JACKSON_LENIENT {
    @Override
    Answer decode(JsonRow row) throws JsonProcessingException {
      JsonNode node = LENIENT.readTree(row.text());
      return node.isMissingNode() ? Answer.NONE : new Answer(node, false);
    }
  },
  /** The json-repair library in its default mode. It says nothing of what it changes. */
  JSON_REPAIR {
    @Override
    Answer decode(JsonRow row) throws JsonProcessingException, RepairFailureException {
      String repaired = new JSONRepair().handle(row.text());
      JsonNode node = repaired == null ? null : PLAIN.readTree(repaired);
      return node == null || node.isMissingNode() ? Answer.NONE : new Answer(node, false);
    }
  };

  private static final JsonMapper PLAIN =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final JsonMapper LENIENT = lenient();

  private static JsonMapper lenient() {
    JsonMapper.Builder builder =
        JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    for (JsonReadFeature feature : JsonReadFeature.values()) {
      builder.enable(feature);
    }
    return builder.build();
  }

  /** The name in the lines printed; null for ours, whose lines have none. */
  @Nullable String label() {
    return switch (this) {
      case OURS -> null;
      case JACKSON_LENIENT -> "jackson-lenient";
      case JSON_REPAIR -> "json-repair";
    };
  }

  /** Reads one row. A refusal may be an answer without a value or a declared exception. */
  abstract Answer decode(JsonRow row) throws JsonProcessingException, RepairFailureException;

  /** Reads one row, whatever happens. */
  Attempt attempt(JsonRow row) {
    long started = System.nanoTime();
    Answer answer = Answer.NONE;
    boolean crashed = false;
    try {
      answer = decode(row);
    } catch (JsonProcessingException | RepairFailureException _) {
      // Refused.
    } catch (Exception | StackOverflowError | LinkageError | AssertionError _) {
      crashed = true;
    }
    long nanos = System.nanoTime() - started;
    return new Attempt(answer.value(), answer.changed(), crashed, row.text().length(), nanos);
  }

  /**
   * What came of a text.
   *
   * @param value the value, or null
   * @param changed whether the contestant says that it changed something
   */
  record Answer(@Nullable JsonNode value, boolean changed) {
    static final Answer NONE = new Answer(null, false);
  }
}
