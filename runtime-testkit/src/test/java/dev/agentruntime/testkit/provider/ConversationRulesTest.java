package dev.agentruntime.testkit.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which conversations the fake provider refuses. */
class ConversationRulesTest {
  private static final String USER = "{'role':'user','content':'Hi'}";

  @Test
  void aCallAnsweredOnceIsFine() {
    assertFine(openAi(USER, call("a"), result("a"), "{'role':'assistant','content':'Done'}", USER));
    assertFine(openAi(USER, calls("a", "b"), result("b"), result("a")));
    assertFine(anthropic(USER, use("a", "b"), results("a", "b")));
    assertFine(ollama(USER, ollamaCalls(2), OLLAMA_RESULT, OLLAMA_RESULT));
  }

  @Test
  void aCallWithoutAnAnswerIsRefused() {
    assertRefused("without an answer: [a]", openAi(USER, call("a")));
    assertRefused("without an answer: [a]", openAi(USER, call("a"), USER));
    assertRefused("without an answer: [b]", openAi(USER, calls("a", "b"), result("a"), USER));
    assertRefused("without an answer: [b]", anthropic(USER, use("a", "b"), results("a")));
    assertRefused("without an answer", ollama(USER, ollamaCalls(2), OLLAMA_RESULT, USER));
  }

  @Test
  void anAnswerWithoutItsCallIsRefused() {
    assertRefused("unexpected tool result for 'x'", openAi(USER, result("x")));
    assertRefused(
        "unexpected tool result for 'a'", openAi(USER, call("a"), result("a"), result("a")));
    assertRefused(
        "unexpected tool result for 'a'", openAi(USER, call("a"), result("a"), USER, result("a")));
    assertRefused("unexpected tool result", anthropic(USER, use("a"), results("a", "a")));
    assertRefused("unexpected tool result", anthropic(results("a")));
    assertRefused("unexpected tool result", ollama(USER, OLLAMA_RESULT));
  }

  @Test
  void anAnswerThatComesTooLateIsRefused() {
    assertRefused("without an answer", openAi(USER, call("a"), USER, result("a")));
    assertRefused(
        "without an answer",
        anthropic(USER, use("a"), USER, "{'role':'assistant','content':'So'}", results("a")));
  }

  @Test
  void idsThatAreMissingRepeatedTooLongOrOddAreRefused() {
    assertRefused("must have an id", openAi(USER, call("a").replace("'id':'a',", ""), result("a")));
    assertRefused("must be unique", openAi(USER, calls("a", "a"), result("a"), result("a")));
    String tooLong = "x".repeat(41);
    assertRefused("maximum length 40", openAi(USER, call(tooLong), result(tooLong)));
    assertRefused("should match pattern", anthropic(USER, use("a b"), results("a b")));
  }

  @Test
  void argumentsThatAreNoObjectAreRefused() {
    assertRefused("JSON object", openAi(USER, call("a").replace("'{}'", "'{'"), result("a")));
    assertRefused("JSON object", openAi(USER, call("a").replace("'{}'", "''"), result("a")));
    assertRefused("JSON object", anthropic(USER, use("a").replace("{}", "[]"), results("a")));
    assertRefused("JSON object", ollama(USER, ollamaCalls(1).replace("{}", "'x'"), OLLAMA_RESULT));
  }

  @Test
  void namesNobodyAcceptsAreRefused() {
    assertRefused("tool name", openAi(USER, call("a").replace("tool_1", "no tool"), result("a")));
  }

  @Test
  void emptyMessagesAreRefused() {
    assertRefused("at least one message", openAi());
    assertRefused("must not be empty", openAi("{'role':'user','content':''}"));
    assertRefused("must not be empty", openAi(USER, "{'role':'assistant','content':null}"));
    assertRefused(
        "non-whitespace", anthropic("{'role':'user','content':[{'type':'text','text':' '}]}"));
    assertRefused("unknown role", openAi("{'role':'robot','content':'Hi'}"));
  }

  @Test
  void aConversationWithAnthropicBeginsWithTheUser() {
    assertRefused("first message", anthropic("{'role':'assistant','content':'Hi'}"));
  }

  @Test
  void messagesOfOneRoleInARowAreTakenTogether() {
    assertFine(openAi(USER, USER));
    assertFine(anthropic(USER, USER));
    assertFine(anthropic(USER, use("a"), results("a"), USER));
    assertRefused("without an answer", anthropic(USER, use("a"), USER, results("a")));
  }

  private static void assertFine(ProviderRequest request) {
    assertEquals(Optional.empty(), complaint(request));
  }

  private static void assertRefused(String why, ProviderRequest request) {
    String complaint = complaint(request).orElse("none");
    assertTrue(complaint.contains(why), complaint);
  }

  private static Optional<String> complaint(ProviderRequest request) {
    return ConversationRules.firstBreach(request)
        .or(() -> Wire.of(request.format()).complaint(request));
  }

  private static ProviderRequest openAi(String... messages) {
    return read(WireFormat.OPENAI, messages);
  }

  private static ProviderRequest anthropic(String... messages) {
    return read(WireFormat.ANTHROPIC, messages);
  }

  private static ProviderRequest ollama(String... messages) {
    return read(WireFormat.OLLAMA, messages);
  }

  private static ProviderRequest read(WireFormat format, String... messages) {
    String body = "{'model':'m','max_tokens':9,'messages':[" + String.join(",", messages) + "]}";
    return Wire.of(format)
        .read(
            Map.of("anthropic-version", "1"),
            (ObjectNode) Json.read(body.replace('\'', '"')).orElseThrow());
  }

  private static String call(String id) {
    return calls(id);
  }

  private static String calls(String... ids) {
    StringBuilder calls = new StringBuilder();
    for (String id : ids) {
      calls
          .append(calls.isEmpty() ? "" : ",")
          .append("{'id':'" + id + "','type':'function',")
          .append("'function':{'name':'tool_1','arguments':'{}'}}");
    }
    return "{'role':'assistant','content':null,'tool_calls':[" + calls + "]}";
  }

  private static String result(String id) {
    return "{'role':'tool','tool_call_id':'" + id + "','content':'ok'}";
  }

  private static String use(String... ids) {
    StringBuilder blocks = new StringBuilder("{'type':'text','text':'So'}");
    for (String id : ids) {
      blocks.append(",{'type':'tool_use','id':'" + id + "','name':'tool_1','input':{}}");
    }
    return "{'role':'assistant','content':[" + blocks + "]}";
  }

  private static String results(String... ids) {
    StringBuilder blocks = new StringBuilder();
    for (String id : ids) {
      blocks
          .append(blocks.isEmpty() ? "" : ",")
          .append("{'type':'tool_result','tool_use_id':'" + id + "','content':'ok'}");
    }
    return "{'role':'user','content':[" + blocks + "]}";
  }

  private static final String OLLAMA_RESULT = "{'role':'tool','content':'ok'}";

  private static String ollamaCalls(int count) {
    String call = "{'function':{'name':'tool_1','arguments':{}}}";
    String all = String.join(",", java.util.Collections.nCopies(count, call));
    return "{'role':'assistant','content':'','tool_calls':[" + all + "]}";
  }
}
