package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.agentruntime.json.Change;
import dev.agentruntime.json.Decoded;
import dev.agentruntime.json.Extent;
import dev.agentruntime.json.JsonDecoder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a free answer as the value a schema asks for: of all the values a text can be read as, and
 * all the ways to make them fit, it takes the one that changes least, and says what it changed.
 *
 * <p>It goes further than {@link JsonSchema#coerce}, which is for arguments and makes only changes
 * nobody would doubt: an answer is what is left when the conversation is over, and what was meant
 * is worth finding in it. Nothing is made up: a value that is missing and may be neither null nor
 * left out makes the text unfit.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class SchemaDecoder {
  /** What it costs to take a reading other than the likeliest. */
  private static final int OTHER_READING = 2;

  /** What it costs to leave a value of the text out. */
  private static final int LOSS = 4;

  /** What it costs to look for a value in the words of a text. */
  private static final int WORDS = 15;

  private final JsonSchema schema;
  private final Extent extent;

  private SchemaDecoder(JsonSchema schema, Extent extent) {
    this.schema = schema;
    this.extent = extent;
  }

  /**
   * A decoder of whole answers.
   *
   * @param schema what the answers are to fit
   * @return the decoder
   */
  public static SchemaDecoder of(JsonSchema schema) {
    return new SchemaDecoder(Objects.requireNonNull(schema, "schema"), Extent.WHOLE);
  }

  /**
   * The same decoder for texts that hold less or more than one value. In a {@linkplain
   * Extent#PREFIX prefix} what is missing is null, whether it may be or not: it is yet to come.
   *
   * @param wanted what the texts hold
   * @return a decoder for such texts
   */
  public SchemaDecoder reading(Extent wanted) {
    return new SchemaDecoder(schema, Objects.requireNonNull(wanted, "wanted"));
  }

  /**
   * Reads a text. A schema that asks for a string and nothing else gets the text itself.
   *
   * @param text what the model wrote
   * @return the value, or why there is none
   */
  public SchemaDecoded decode(String text) {
    if (schema.isText()) {
      return new SchemaDecoded.Fits(
          TextNode.valueOf(text), new Decoded.Strict(TextNode.valueOf(text)), List.of());
    }
    JsonDecoder decoder = JsonDecoder.tolerant().reading(extent);
    List<Decoded> readings = decoder.readings(text);
    Found best = null;
    int index = 0;
    for (Decoded reading : readings) {
      int cost = index++ * OTHER_READING + (loses(reading) ? LOSS : 0);
      best = better(best, find(reading, reading.value().orElseThrow(), cost));
    }
    String words = text.strip();
    if ((best == null || best.cost > WORDS) && !words.isEmpty()) {
      TextNode node = TextNode.valueOf(words);
      Change change = new Change(Change.Kind.BARE_STRING, 0, text.length());
      Decoded reading = new Decoded.Repaired(node, List.of(change), Decoded.Rung.TOLERANT);
      best = better(best, find(reading, node, WORDS));
    }
    return best == null ? misfit(readings, text) : best.fits;
  }

  private static boolean loses(Decoded reading) {
    return reading instanceof Decoded.Repaired repaired && repaired.has(Change.Effect.LOSS);
  }

  private SchemaDecoded misfit(List<Decoded> readings, String text) {
    if (readings.isEmpty()) {
      return new SchemaDecoded.Misfit(JsonDecoder.tolerant().decode(text), List.of());
    }
    JsonNode value = readings.getFirst().value().orElseThrow();
    return new SchemaDecoded.Misfit(readings.getFirst(), schema.validate(value));
  }

  private @Nullable Found find(Decoded reading, JsonNode value, int cost) {
    Fitter fitter = new Fitter(extent == Extent.PREFIX);
    JsonNode fitting = schema.fit(value, fitter);
    return fitting == null || (extent != Extent.PREFIX && !schema.accepts(fitting))
        ? null
        : new Found(
            new SchemaDecoded.Fits(fitting, reading, fitter.changes()), cost + fitter.cost());
  }

  private static @Nullable Found better(@Nullable Found one, @Nullable Found other) {
    return one == null || (other != null && other.cost < one.cost) ? other : one;
  }

  private record Found(SchemaDecoded.Fits fits, int cost) {}
}
