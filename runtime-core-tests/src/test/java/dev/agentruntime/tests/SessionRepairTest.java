package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is made of a stored conversation that no provider would take, whoever left it so. */
final class SessionRepairTest {
  private static final SessionKey S = SessionKey.of("s");

  private static ToolExecutionRequest call(@Nullable String id, String arguments) {
    return ToolExecutionRequest.builder().id(id).name("tool").arguments(arguments).build();
  }

  private static AiMessage asks(ToolExecutionRequest... calls) {
    return AiMessage.from(List.of(calls));
  }

  private static ToolExecutionResultMessage result(@Nullable String id, String text) {
    return ToolExecutionResultMessage.builder().id(id).toolName("tool").text(text).build();
  }

  /** What a run of this session takes the stored conversation for. */
  private static List<ChatMessage> repaired(Stage stage, ChatMessage... stored) {
    return earlier(run(stage, List.of(stored)));
  }

  private static List<ChatMessage> earlier(RunResult result) {
    List<ChatMessage> messages = result.summary().messages();
    assertEquals(UserMessage.from("new question"), messages.get(messages.size() - 2));
    return messages.subList(0, messages.size() - 2);
  }

  private static RunResult run(Stage stage, List<ChatMessage> stored) {
    HookedStore store = new HookedStore();
    store.put(S, stored);
    RunResult result =
        stage
            .build(stage.runtime(ScriptedModel.of(Turn.answer("fine"))).sessions(store))
            .agent("agent")
            .build()
            .run("new question", RunOptions.builder().session("s").build());
    assertEquals("fine", result.orThrow());
    assertEquals(List.of(), History.faults(store.stored(S)));
    return result;
  }

  private static List<Integer> told(Stage stage, RunResult result) {
    return stage.ofRun(RunEvent.SessionRepaired.class, result).stream()
        .flatMap(event -> List.of(event.answered(), event.dropped(), event.changed()).stream())
        .toList();
  }

  @Test
  void aValidConversationIsLeftAsItIs() {
    try (Stage stage = new Stage()) {
      List<ChatMessage> valid =
          List.of(
              UserMessage.from("q"),
              asks(call("1", "{}"), call("2", "{\"n\": 1}")),
              result("1", "one"),
              result("2", "two"),
              AiMessage.from("a"));
      RunResult result = run(stage, valid);
      assertEquals(valid, earlier(result));
      assertEquals(List.of(), told(stage, result));
    }
  }

  // A process that ended between call and result.
  @Test
  void aDanglingCallGetsAResultThatSaysItIsLostInItsPlace() {
    try (Stage stage = new Stage()) {
      RunResult result =
          run(
              stage,
              List.of(
                  UserMessage.from("q"),
                  asks(call("1", "{}"), call("2", "{}"), call("3", "{}")),
                  result("2", "two"),
                  UserMessage.from("hello?"),
                  AiMessage.from("a")));
      List<ChatMessage> repaired = earlier(result);
      List<ToolExecutionResultMessage> results = History.results(repaired);
      assertEquals(List.of("1", "2", "3"), results.stream().map(r -> r.id()).toList());
      assertEquals("two", results.get(1).text());
      assertTrue(results.get(0).text().contains("lost"), results.get(0).text());
      assertEquals(true, results.get(2).isError());
      assertEquals(UserMessage.from("hello?"), repaired.get(5));
      assertEquals(List.of(2, 0, 0), told(stage, result));
    }
  }

  @Test
  void resultsComeIntoTheOrderOfTheirCallsAndThoseOfNoCallGo() {
    try (Stage stage = new Stage()) {
      RunResult result =
          run(
              stage,
              List.of(
                  UserMessage.from("q"),
                  asks(call("1", "{}"), call("2", "{}")),
                  result("2", "two"),
                  result("9", "of nobody"),
                  result("1", "one"),
                  AiMessage.from("a"),
                  result("1", "too late")));
      assertEquals(
          List.of("one", "two"),
          History.results(earlier(result)).stream().map(r -> r.text()).toList());
      assertEquals(List.of(0, 2, 0), told(stage, result));
    }
  }

  @Test
  void idsThatAreMissingOrGivenTwiceAreMadeUniqueInCallAndResult() {
    try (Stage stage = new Stage()) {
      List<ChatMessage> repaired =
          repaired(
              stage,
              UserMessage.from("q"),
              asks(call("call_0", "{}"), call("call_0", "{}")),
              result("call_0", "one"),
              result("call_0", "two"),
              asks(call("call_0", "{}"), call(null, "{}"), call("call-repaired-1", "{}")),
              result("call_0", "three"),
              result(null, "four"),
              result("call-repaired-1", "five"),
              AiMessage.from("a"));
      List<ToolExecutionResultMessage> results = History.results(repaired);
      assertEquals(
          List.of("one", "two", "three", "four", "five"),
          results.stream().map(r -> r.text()).toList());
      assertEquals(5, results.stream().map(r -> r.id()).distinct().count());
      assertEquals("call_0", results.getFirst().id());
      assertEquals("call-repaired-1", results.getLast().id());
    }
  }

  @Test
  void whatNoProviderTakesIsReplacedOrGoes() {
    try (Stage stage = new Stage()) {
      AiMessage empty = AiMessage.builder().text("").build();
      ToolExecutionRequest strange =
          ToolExecutionRequest.builder()
              .id("1")
              .name("functions.tool")
              .arguments("{\"a\":")
              .build();
      List<ChatMessage> repaired =
          repaired(
              stage,
              SystemMessage.from("old instructions"),
              AiMessage.from("cut off at the front"),
              result("0", "of a call that was cut off"),
              UserMessage.from("q"),
              empty,
              asks(strange),
              result("1", ""));
      assertEquals(3, repaired.size());
      AiMessage answer = (AiMessage) repaired.get(1);
      assertEquals("{}", answer.toolExecutionRequests().getFirst().arguments());
      assertEquals("functions_tool", answer.toolExecutionRequests().getFirst().name());
      assertEquals("(no output)", History.results(repaired).getFirst().text());
    }
  }

  @Test
  void instructionsAreTheCurrentAgentsAndAreNotStored() {
    try (Stage stage = new Stage()) {
      HookedStore store = new HookedStore();
      store.put(S, List.of(SystemMessage.from("old"), UserMessage.from("q"), AiMessage.from("a")));
      ScriptedModel model = ScriptedModel.of(Turn.answer("fine"));
      stage
          .build(stage.runtime(model).sessions(store))
          .agent("agent")
          .instructions("new")
          .build()
          .run("again", RunOptions.builder().session("s").build());
      assertEquals(
          List.of(SystemMessage.from("new")),
          model.requests().getFirst().messages().stream()
              .filter(SystemMessage.class::isInstance)
              .toList());
      assertTrue(store.stored(S).stream().noneMatch(SystemMessage.class::isInstance));
    }
  }

  // Whatever was left there, the next request is one every provider takes.
  @Test
  void anyRowOfMessagesBecomesAValidConversation() {
    try (Stage stage = new Stage()) {
      for (long seed = 0; seed < 500; seed++) {
        run(stage, random(new Random(seed)));
      }
    }
  }

  private static List<ChatMessage> random(Random random) {
    List<ChatMessage> messages = new ArrayList<>();
    int length = 1 + random.nextInt(12);
    for (int i = 0; i < length; i++) {
      messages.add(
          switch (random.nextInt(6)) {
            case 0 -> UserMessage.from("q" + i);
            case 1 -> AiMessage.from("a" + i);
            case 2 -> SystemMessage.from("s" + i);
            case 3 -> result(id(random), random.nextBoolean() ? "r" + i : "");
            default -> asks(calls(random));
          });
    }
    return messages;
  }

  private static ToolExecutionRequest[] calls(Random random) {
    ToolExecutionRequest[] calls = new ToolExecutionRequest[1 + random.nextInt(3)];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = call(id(random), random.nextBoolean() ? "{}" : "{\"cut\":");
    }
    return calls;
  }

  private static @Nullable String id(Random random) {
    int id = random.nextInt(6);
    return id == 0 ? null : id == 1 ? " " : "id-" + id;
  }
}
