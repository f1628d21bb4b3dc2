package dev.agentruntime.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class RuleModelTest {
  private static final AiMessage ASKS_TWO =
      AiMessage.from(
          ToolExecutionRequest.builder().id("1").name("disk").arguments("{}").build(),
          ToolExecutionRequest.builder().id("2").name("load").arguments("{}").build());
  private static final ChatMessage DISK = ToolExecutionResultMessage.from("1", "disk", "97 %");
  private static final ChatMessage LOAD =
      ToolExecutionResultMessage.builder()
          .id("2")
          .toolName("load")
          .text("unreachable")
          .isError(true)
          .build();

  private static ChatRequest request(ChatMessage... messages) {
    return ChatRequest.builder().messages(messages).build();
  }

  private static RuleModel triage() {
    return RuleModel.builder()
        .when(
            "disk full",
            talk -> talk.lastResultOf("disk").filter(r -> r.text().startsWith("9")).isPresent(),
            talk ->
                Turn.answer("the disk is full: " + talk.lastResultOf("disk").orElseThrow().text()))
        .when(
            "nothing looked at", talk -> talk.results().isEmpty(), talk -> Turn.call("disk", "{}"))
        .build();
  }

  @Test
  void theFirstRuleThatHoldsDecides() {
    RuleModel model = triage();
    assertEquals(
        "disk",
        model
            .chat(request(UserMessage.from("slow")))
            .aiMessage()
            .toolExecutionRequests()
            .getFirst()
            .name());
    assertEquals(
        "the disk is full: 97 %",
        model.chat(request(UserMessage.from("slow"), ASKS_TWO, DISK)).aiMessage().text());
    assertEquals(
        List.of("nothing looked at", "disk full"),
        model.decisions().stream().map(RuleModel.Decision::rule).toList());
  }

  @Test
  void ifNoRuleHoldsItSaysSoAndNamesTheRules() {
    RuleModel model = triage();
    AssertionError none =
        assertThrows(
            AssertionError.class,
            () -> model.chat(request(UserMessage.from("slow"), ASKS_TWO, LOAD)));
    assertEquals(
        "no rule matched: none of ['disk full', 'nothing looked at'] holds for a request of 3"
            + " messages that ends with TOOL_EXECUTION_RESULT of tool 'load' 'unreachable'",
        none.getMessage());
    assertTrue(model.decisions().isEmpty());
  }

  @Test
  void otherwiseHoldsForWhateverIsLeft() {
    RuleModel model =
        RuleModel.builder()
            .when("never", talk -> false, talk -> Turn.empty())
            .otherwise(talk -> Turn.answer("?"))
            .build();
    assertEquals("?", model.chat(request(UserMessage.from("hi"))).aiMessage().text());
  }

  @Test
  void aRuleThatThrowsIsNamed() {
    IllegalStateException thrown = new IllegalStateException("oops");
    RuleModel model =
        RuleModel.builder()
            .when(
                "bad",
                talk -> {
                  throw thrown;
                },
                talk -> Turn.empty())
            .build();
    AssertionError failure =
        assertThrows(AssertionError.class, () -> model.chat(request(UserMessage.from("hi"))));
    assertTrue(
        String.valueOf(failure.getMessage()).startsWith("rule 'bad' failed"), failure.getMessage());
    assertSame(thrown, failure.getCause());
  }

  @Test
  void withoutRulesThereIsNoModel() {
    assertThrows(IllegalStateException.class, () -> RuleModel.builder().build());
  }

  @Test
  void delaysAreOnTheModelsClock(VirtualTime time) {
    RuleModel model =
        RuleModel.builder()
            .time(time)
            .otherwise(talk -> Turn.answer("x").after(Duration.ofHours(2)))
            .build();
    model.chat(request(UserMessage.from("hi")));
    assertEquals(Duration.ofHours(2), time.elapsed());
  }

  @Test
  void callIdsDifferFromTurnToTurnOfAConversation() {
    RuleModel model = RuleModel.builder().otherwise(talk -> Turn.call("disk", "{}")).build();
    AiMessage first = model.chat(request(UserMessage.from("hi"))).aiMessage();
    AiMessage second = model.chat(request(UserMessage.from("hi"), first, DISK)).aiMessage();
    assertFalse(
        first
            .toolExecutionRequests()
            .getFirst()
            .id()
            .equals(second.toolExecutionRequests().getFirst().id()));
  }

  @Test
  void aConversationShowsWhatRulesAskFor() {
    ChatRequest request =
        ChatRequest.builder()
            .messages(
                SystemMessage.from("be brief"),
                UserMessage.from("slow"),
                ASKS_TWO,
                DISK,
                LOAD,
                AiMessage.from("hm"),
                UserMessage.from("and now?"),
                AiMessage.from(ToolExecutionRequest.builder().name("load").build()),
                ToolExecutionResultMessage.from("3", "load", "0.2"))
            .toolSpecifications(ToolSpecification.builder().name("disk").build())
            .build();
    Conversation talk = new Conversation(request);
    assertEquals("and now?", talk.userText());
    assertEquals(3, talk.results().size());
    assertEquals(
        new Conversation.ToolResult("2", "load", "unreachable", true), talk.results().get(1));
    assertEquals(
        List.of(new Conversation.ToolResult("3", "load", "0.2", false)), talk.lastResults());
    assertEquals("0.2", talk.lastResultOf("load").orElseThrow().text());
    assertTrue(talk.lastResultOf("other").isEmpty());
    assertTrue(talk.hasCalled("disk"));
    assertFalse(talk.hasCalled("other"));
    assertTrue(talk.offers("disk"));
    assertFalse(talk.offers("load"));
    assertEquals(9, talk.messages().size());
  }

  @Test
  void aConversationWithoutAUserHasAnEmptyText() {
    assertEquals("", new Conversation(request(SystemMessage.from("be brief"))).userText());
  }
}
