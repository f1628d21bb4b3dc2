package dev.agentruntime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsDigestTest {
  private static final JsonNode VALUE = JsonNodeFactory.instance.objectNode().put("a", 1);

  @Test
  void fieldsCannotBeDividedInAnotherWay() {
    assertNotEquals(digest("ab", "c"), digest("a", "bc"));
    assertNotEquals(digest("a", ""), digest("", "a"));
    assertNotEquals(digest("a"), digest("a", ""));
    assertNotEquals(digest("a,b"), digest("a", "b"));
  }

  private static String digest(String... fields) {
    ArgumentsDigest digest = ArgumentsDigest.of("test");
    for (String field : fields) {
      digest.field(field);
    }
    return digest.hex();
  }

  @Test
  void aDigestForAnotherPurposeIsAnotherOne() {
    assertNotEquals(ArgumentsDigest.hex("approval", VALUE), ArgumentsDigest.hex("audit", VALUE));
    assertNotEquals(
        ArgumentsDigest.of("a").field("b").hex(), ArgumentsDigest.of("ab").field("").hex());
  }

  @Test
  void kindsOfFieldsAreToldApart() {
    Set<String> digests = new HashSet<>();
    digests.add(ArgumentsDigest.of("test").field((String) null).hex());
    digests.add(ArgumentsDigest.of("test").field("").hex());
    digests.add(ArgumentsDigest.of("test").field("0").hex());
    digests.add(ArgumentsDigest.of("test").field(0).hex());
    digests.add(ArgumentsDigest.of("test").json(JsonNodeFactory.instance.numberNode(0)).hex());
    digests.add(ArgumentsDigest.of("test").field(CanonicalJson.text(VALUE)).hex());
    digests.add(ArgumentsDigest.of("test").json(VALUE).hex());
    assertEquals(7, digests.size());
  }

  @Test
  void halvesOfSurrogatePairsAreToldApartInTexts() {
    assertEquals(3, new HashSet<>(List.of(digest("\uD83D"), digest("\uDE00"), digest("?"))).size());
  }

  /** Pins the form: approvals and audit records outlive the process that made them. */
  @Test
  void theFormIsStable() throws Exception {
    MessageDigest json = MessageDigest.getInstance("SHA-256");
    String text = "{\"a\":1,\"ü\":\"\uD83D\uDE00" + "x".repeat(600) + "\"}";
    json.update(text.getBytes(StandardCharsets.UTF_8));
    MessageDigest whole = MessageDigest.getInstance("SHA-256");
    for (String field : List.of("dev.agentruntime/digest/1/test", "tool")) {
      whole.update((byte) 't');
      whole.update(HexFormat.of().parseHex("%016x".formatted(field.length())));
      whole.update(field.getBytes(StandardCharsets.UTF_16BE));
    }
    whole.update((byte) 'n');
    whole.update(HexFormat.of().parseHex("fffffffffffffffe"));
    whole.update((byte) 'j');
    whole.update(json.digest());
    JsonNode value = StrictJson.decode(text, Shape.ANY).value().orElseThrow();
    assertEquals(
        HexFormat.of().formatHex(whole.digest()),
        ArgumentsDigest.of("test").field("tool").field(-2).json(value).hex());
  }
}
