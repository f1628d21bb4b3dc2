package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.schema.Violation.Code;
import dev.agentruntime.text.Names;
import java.util.List;
import java.util.Map;

/**
 * Reads an object into one of the records of a sealed interface: the one its {@value #TAG} property
 * names.
 */
final class VariantReader implements ValueReader {
  /** The property that names the record; the one langchain4j uses by default. */
  static final String TAG = "type";

  private final Map<String, ValueReader> variants;

  VariantReader(Map<String, ValueReader> variants) {
    this.variants = variants;
  }

  @Override
  public Object read(JsonNode node) {
    if (!node.isObject()) {
      return Found.instead("an object", node);
    }
    JsonNode tag = node.get(TAG);
    if (tag == null) {
      return Invalid.because(
              Code.MISSING, "is missing; it must be one of " + String.join(", ", variants.keySet()))
          .under(TAG);
    }
    String name = tag.textValue();
    ValueReader variant = name == null ? null : variants.get(name);
    return variant == null ? unknown(tag) : variant.read(node);
  }

  private Invalid unknown(JsonNode tag) {
    String expected = "one of " + String.join(", ", variants.keySet());
    if (!tag.isTextual()) {
      return Found.instead(expected, tag).under(TAG);
    }
    List<String> near = Names.near(tag.textValue(), variants.keySet());
    String hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    return Invalid.because(Code.VALUE, "must be " + expected + ", was another string" + hint)
        .under(TAG);
  }
}
