package dev.agentruntime.json.schema;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** JSON text inside a string or a schema, read strictly. Stateless. */
final class EmbeddedJson {
  /** As deep as arguments themselves may be. */
  private static final int MAX_DEPTH = 100;

  private static final ObjectReader READER =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  private EmbeddedJson() {}

  /** The value a text stands for, or null if it is not JSON. */
  static @Nullable JsonNode parse(String text) {
    try {
      JsonNode node = READER.readTree(text);
      return node == null || node.isMissingNode() ? null : node;
    } catch (JsonProcessingException _) {
      return null;
    }
  }
}
