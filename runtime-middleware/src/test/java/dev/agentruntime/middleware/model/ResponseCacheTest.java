package dev.agentruntime.middleware.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ModelHarness;
import dev.agentruntime.testkit.chain.ModelHarnessRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** model-cache(model) */
@ExtendWith(RuntimeExtension.class)
class ResponseCacheTest {
  private static final RunOptions ACME = RunOptions.builder().tenant("acme").build();
  private static final RunOptions OTHER = RunOptions.builder().tenant("other").build();

  private final VirtualTime time;

  ResponseCacheTest(VirtualTime time) {
    this.time = time;
  }

  @Test
  void theSameRequestOfTheSameTenantIsAnsweredFromMemory() throws InterruptedException {
    ModelHarness harness = harness(everything().build(), Turn.answer("hello").withUsage(3, 4));
    ChatResponse first = harness.newRun(ACME).ask("hello?");
    ModelHarnessRun run = harness.newRun(ACME);

    ChatResponse again = run.ask("hello?");

    assertEquals(first.aiMessage(), again.aiMessage());
    assertEquals(FinishReason.STOP, again.finishReason());
    assertEquals(List.of("model-cache hit: 'ScriptedModel'"), run.decisions());
  }

  @Test
  void anAnswerFromMemoryReportsNoUsage() throws InterruptedException {
    ModelHarness harness = harness(everything().build(), Turn.answer("hello").withUsage(3, 4));

    assertEquals(3, harness.newRun(ACME).ask("x").tokenUsage().inputTokenCount());
    assertNull(harness.newRun(ACME).ask("x").tokenUsage());
  }

  @Test
  void nothingIsSharedBetweenTenants() throws InterruptedException {
    ModelHarness harness = harness(everything().build(), Turn.answer("a"), Turn.answer("b"));

    assertEquals("a", harness.newRun(ACME).ask("x").aiMessage().text());
    assertEquals("b", harness.newRun(OTHER).ask("x").aiMessage().text());
  }

  @Test
  void withoutATenantNothingIsSharedUnlessSaid() throws InterruptedException {
    ModelHarness harness = harness(everything().build(), Turn.answer("a"), Turn.answer("b"));
    assertEquals("a", harness.newRun().ask("x").aiMessage().text());
    assertEquals("b", harness.newRun().ask("x").aiMessage().text());

    ModelHarness said = harness(everything().sharedWithoutTenant().build(), Turn.answer("a"));
    assertEquals("a", said.newRun().ask("x").aiMessage().text());
    assertEquals("a", said.newRun().ask("x").aiMessage().text());
  }

  @Test
  void anyDifferenceInTheRequestIsAnotherRequest() throws InterruptedException {
    List<ChatRequest> different =
        List.of(
            request(p -> p, "x"),
            request(p -> p, "x "),
            ChatRequest.builder().messages(SystemMessage.from("s"), UserMessage.from("x")).build(),
            request(p -> p.temperature(0.0), "x"),
            request(p -> p.topP(0.5), "x"),
            request(p -> p.maxOutputTokens(5), "x"),
            request(p -> p.modelName("m"), "x"),
            request(p -> p.stopSequences("."), "x"),
            request(p -> p.responseFormat(ResponseFormat.JSON), "x"),
            request(p -> p.toolSpecifications(tool("a", "one")), "x"),
            request(p -> p.toolSpecifications(tool("a", "two")), "x"));
    Turn[] script = new Turn[different.size()];
    for (int i = 0; i < script.length; i++) {
      script[i] = Turn.answer("answer " + i);
    }
    ModelHarness harness = harness(everything().build(), script);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < script.length; i++) {
        assertEquals(
            "answer " + i,
            harness.newRun(ACME).ask(different.get(i)).aiMessage().text(),
            "request " + i + " in round " + round);
      }
    }
  }

  @Test
  void onlyDeclaredRequestsTakePart() throws InterruptedException {
    ResponseCache cold =
        ResponseCache.forRequests(r -> r.temperature() != null && r.temperature() == 0).build();
    ModelHarness harness = harness(cold, Turn.answer("a"), Turn.answer("b"), Turn.answer("c"));
    assertEquals("a", harness.newRun(ACME).ask("x").aiMessage().text());
    assertEquals("b", harness.newRun(ACME).ask("x").aiMessage().text());
    ChatRequest declared = request(p -> p.temperature(0.0), "x");
    assertEquals("c", harness.newRun(ACME).ask(declared).aiMessage().text());
    assertEquals("c", harness.newRun(ACME).ask(declared).aiMessage().text());
  }

  @Test
  void whatIsNotAWholeAnswerIsNotKept() throws InterruptedException {
    for (Turn turn :
        List.of(
            Turn.answer("cut").finishing(FinishReason.LENGTH),
            Turn.answer("").finishing(FinishReason.CONTENT_FILTER),
            Turn.answer("odd").finishing(FinishReason.OTHER),
            Turn.answer("odd").finishing(null),
            Turn.empty(),
            Turn.call("look", "{}"))) {
      ModelHarness harness = harness(everything().build(), turn, Turn.answer("whole"));
      harness.newRun(ACME).ask("x");
      assertEquals("whole", harness.newRun(ACME).ask("x").aiMessage().text(), turn.toString());
    }
  }

  @Test
  void toolCallsAreKeptWhenDeclared() throws InterruptedException {
    ModelHarness harness = harness(everything().toolCallsToo().build(), Turn.call("look", "{}"));
    harness.newRun(ACME).ask("x");

    assertEquals(
        "look",
        harness.newRun(ACME).ask("x").aiMessage().toolExecutionRequests().getFirst().name());
  }

  @Test
  void aFailureIsNotKept() throws InterruptedException {
    ModelHarness harness = harness(everything().build(), Turn.rateLimit(), Turn.answer("a"));
    assertThrows(RuntimeException.class, () -> harness.newRun(ACME).ask("x"));

    assertEquals("a", harness.newRun(ACME).ask("x").aiMessage().text());
  }

  @Test
  void anOldAnswerIsNotGivenAgain() throws InterruptedException {
    ModelHarness harness =
        harness(
            everything().maxAge(Duration.ofMinutes(1)).build(), Turn.answer("a"), Turn.answer("b"));
    harness.newRun(ACME).ask("x");
    time.sleep(Duration.ofSeconds(59));
    assertEquals("a", harness.newRun(ACME).ask("x").aiMessage().text());
    time.sleep(Duration.ofSeconds(1));

    assertEquals("b", harness.newRun(ACME).ask("x").aiMessage().text());
  }

  @Test
  void theAnswerUnusedForLongestMakesRoom() throws InterruptedException {
    ModelHarness harness =
        harness(
            everything().maxEntries(2).build(),
            Turn.answer("a"),
            Turn.answer("b"),
            Turn.answer("c"),
            Turn.answer("b again"));
    for (String asked : List.of("a", "b", "a", "c")) {
      assertEquals(asked, harness.newRun(ACME).ask(asked).aiMessage().text());
    }

    assertEquals("a", harness.newRun(ACME).ask("a").aiMessage().text());
    assertEquals("b again", harness.newRun(ACME).ask("b").aiMessage().text());
  }

  @Test
  void senselessValuesAreRefusedAndTheSettingsShown() {
    assertEquals(
        "response cache maxEntries must be at least 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> everything().maxEntries(0))
            .getMessage());
    assertEquals(
        "response cache maxAge must be positive, was PT0S",
        assertThrows(IllegalArgumentException.class, () -> everything().maxAge(Duration.ZERO))
            .getMessage());
    assertEquals(
        "ResponseCache(at most 1000 for PT1H, tool calls too, shared without tenant)",
        everything().toolCallsToo().sharedWithoutTenant().build().toString());
  }

  @Test
  void whatWasAskedIsNotShown() {
    CachedResponses.Key key =
        new CachedResponses.Key(Optional.empty(), "m", request(p -> p, "secret"));

    assertEquals("Key(m, 1 messages)", key.toString());
  }

  @FunctionalInterface
  private interface Setting {
    DefaultChatRequestParameters.Builder<?> on(DefaultChatRequestParameters.Builder<?> builder);
  }

  private static ChatRequest request(Setting setting, String text) {
    return ChatRequest.builder()
        .messages(UserMessage.from(text))
        .parameters(setting.on(ChatRequestParameters.builder()).build())
        .build();
  }

  private static ToolSpecification tool(String name, String description) {
    return ToolSpecification.builder().name(name).description(description).build();
  }

  private static ResponseCache.Builder everything() {
    return ResponseCache.forRequests(request -> true);
  }

  private ModelHarness harness(ResponseCache cache, Turn... script) {
    return ModelHarness.around(ScriptedModel.on(time, script)).layer(cache).time(time).build();
  }
}
