package dev.agentruntime.middleware.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.ToolSpecification;
import org.junit.jupiter.api.Test;

class KnownResultsTest {
  private static final ToolSpecification TOOL = ToolSpecification.builder().name("look").build();

  private final KnownResults results = new KnownResults(2, 100);

  private static KnownResults.Key key(String arguments) {
    return KnownResults.Key.of("eve", TOOL, ToolArguments.ofText(arguments).object());
  }

  private void put(String arguments, long characters) {
    ToolOutcome.Success outcome = new ToolOutcome.Success(arguments);
    results.put(key(arguments), new KnownResults.Known(outcome, 1_000, 0, characters));
  }

  @Test
  void theSameQuestionIsTheSameKeyHoweverItIsWritten() {
    put("{\"a\":1,\"b\":2}", 1);
    assertNotNull(results.get(key("{ \"b\": 2.0, \"a\": 1e0 }"), 0, 0));
    assertNull(results.get(key("{\"a\":2,\"b\":1}"), 0, 0));
  }

  @Test
  void anotherPrincipalOrToolIsAnotherKey() {
    KnownResults.Key asked = key("{}");
    assertNotEquals(asked, KnownResults.Key.of("mallory", TOOL, asked.arguments()));
    ToolSpecification changed = TOOL.toBuilder().description("other").build();
    assertNotEquals(asked, KnownResults.Key.of("eve", changed, asked.arguments()));
  }

  @Test
  void anAnswerIsGoodUntilItsTimeAndNotAtIt() {
    put("{}", 1);
    assertNotNull(results.get(key("{}"), 0, 999));
    assertNull(results.get(key("{}"), 0, 1_000));
    assertEquals(0, results.size());
  }

  @Test
  void anAnswerIsStaleAfterAWrite() {
    put("{}", 1);
    assertNull(results.get(key("{}"), 1, 0));
    assertEquals(0, results.size());
  }

  @Test
  void theOneUnusedForLongestMakesRoom() {
    put("{\"n\":1}", 1);
    put("{\"n\":2}", 1);
    assertNotNull(results.get(key("{\"n\":1}"), 0, 0));
    put("{\"n\":3}", 1);
    assertNull(results.get(key("{\"n\":2}"), 0, 0));
    assertNotNull(results.get(key("{\"n\":1}"), 0, 0));
  }

  @Test
  void sizeIsBoundedAndWhatIsTooLargeIsNotKept() {
    put("{\"n\":1}", 60);
    put("{\"n\":2}", 60);
    assertNull(results.get(key("{\"n\":1}"), 0, 0));
    put("{\"n\":3}", 101);
    assertNull(results.get(key("{\"n\":3}"), 0, 0));
    assertNotNull(results.get(key("{\"n\":2}"), 0, 0));
    put("{\"n\":2}", 40);
    put("{\"n\":4}", 60);
    assertEquals(2, results.size());
  }

  @Test
  void aKeyDoesNotShowWhatWasAsked() {
    assertEquals("Key(look)", key("{\"secret\":1}").toString());
  }
}
