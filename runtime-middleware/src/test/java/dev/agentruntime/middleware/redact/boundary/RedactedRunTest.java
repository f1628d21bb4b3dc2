package dev.agentruntime.middleware.redact.boundary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.pattern.NamePattern;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.vault.Placeholder;
import dev.agentruntime.vault.VaultException;
import dev.agentruntime.vault.VaultKey;
import dev.agentruntime.vault.VaultStore;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whole runs: what models, tools and stores get to see. */
class RedactedRunTest {
  private static final String ANNA = "anna.lee@example.org";
  private static final String BERT = "bert@example.com";
  private static final Pattern PLACEHOLDER = Pattern.compile("\u27e6EMAIL-\\w{6}-\\d+\u27e7");

  private final Detection emails = Detection.standard().build();

  private static Turn withPlaceholder(String tool, Function<String, String> arguments) {
    return Turn.computed(
        request -> {
          Matcher found = PLACEHOLDER.matcher(request.messages().toString());
          assertTrue(found.find(), "the model must have been given a placeholder");
          return ChatResponse.builder()
              .aiMessage(
                  AiMessage.from(
                      ToolExecutionRequest.builder()
                          .id("call-1")
                          .name(tool)
                          .arguments(arguments.apply(found.group()))
                          .build()))
              .build();
        });
  }

  private static String sent(ChatRequest request) {
    return request.messages().toString();
  }

  private AgentRuntime runtime(ScriptedModel model, Redaction redaction, Object... tools) {
    return AgentRuntime.builder(model)
        .middleware(Governance.standard().redaction(redaction).build())
        .tools(tools)
        .build();
  }

  @Test
  void aValueGoesToTheGrantedToolAndTheModelSeesAPlaceholderOnly() {
    FakeTool mail = FakeTool.named("send_mail").replies(Replies.text("sent to " + ANNA)).build();
    ScriptedModel model =
        ScriptedModel.of(
            withPlaceholder("send_mail", p -> "{\"to\":\"" + p + "\"}"), Turn.answer("done"));
    Redaction redaction = Redaction.of(emails).resolve("send_mail", EntityType.EMAIL).build();
    try (AgentRuntime runtime = runtime(model, redaction, mail)) {
      RunResult result = runtime.agent("a").build().run("write to " + ANNA);
      assertEquals("done", result.orThrow());
    }
    assertEquals("{\"to\":\"" + ANNA + "\"}", mail.invocations().getFirst().arguments());
    for (ChatRequest request : model.requests()) {
      assertFalse(sent(request).contains(ANNA), sent(request));
    }
    assertEquals(
        1,
        PLACEHOLDER
            .matcher(sent(model.requests().getLast()))
            .results()
            .map(r -> r.group())
            .distinct()
            .count(),
        "the same value has the same placeholder, wherever it comes from");
  }

  @Test
  void aToolThatWasNotGrantedTheTypeGetsThePlaceholder() {
    FakeTool search = FakeTool.answering("web_search", "nothing");
    ScriptedModel model =
        ScriptedModel.of(
            withPlaceholder("web_search", p -> "{\"q\":\"" + p + "\"}"), Turn.answer("done"));
    try (AgentRuntime runtime = runtime(model, Redaction.of(emails).build(), search)) {
      runtime.agent("a").build().run("look up " + ANNA).orThrow();
    }
    String got = search.invocations().getFirst().arguments();
    assertTrue(PLACEHOLDER.matcher(got).find(), got);
  }

  @Test
  void aRefusedTypeRefusesTheCall() {
    FakeTool search = FakeTool.answering("web_search", "nothing");
    ScriptedModel model =
        ScriptedModel.of(
            withPlaceholder("web_search", p -> "{\"q\":\"" + p + "\"}"), Turn.answer("done"));
    Redaction redaction = Redaction.of(emails).refuse("web_*").build();
    try (AgentRuntime runtime = runtime(model, redaction, search)) {
      runtime.agent("a").build().run("look up " + ANNA).orThrow();
    }
    assertEquals(List.of(), search.invocations());
    assertTrue(sent(model.requests().getLast()).contains("takes no placeholder of type EMAIL"));
  }

  @Test
  void anUnknownPlaceholderRefusesTheCallAndIsNeverSentOn() {
    FakeTool mail = FakeTool.answering("send_mail", "sent");
    ScriptedModel model =
        ScriptedModel.of(
            withPlaceholder(
                "send_mail", p -> "{\"to\":\"" + p.replace("-1\u27e7", "-7\u27e7") + "\"}"),
            Turn.answer("done"));
    Redaction redaction = Redaction.of(emails).resolve("*", EntityType.EMAIL).build();
    try (AgentRuntime runtime = runtime(model, redaction, mail)) {
      runtime.agent("a").build().run("write to " + ANNA).orThrow();
    }
    assertEquals(List.of(), mail.invocations());
    assertTrue(
        sent(model.requests().getLast()).contains("a placeholder is unknown or damaged"),
        sent(model.requests().getLast()));
  }

  @Test
  void subAgentsShareTheVaultAndTheirModelSeesPlaceholdersToo() {
    FakeTool mail = FakeTool.answering("send_mail", "sent");
    ScriptedModel model =
        ScriptedModel.of(
            withPlaceholder("delegate", p -> "{\"task\":\"mail " + p + "\"}"),
            withPlaceholder("send_mail", p -> "{\"to\":\"" + p + "\"}"),
            Turn.answer("inner done"),
            Turn.answer("done"));
    Redaction redaction = Redaction.of(emails).resolve("send_mail", EntityType.EMAIL).build();
    AgentRuntime[] made = new AgentRuntime[1];
    FakeTool delegate =
        FakeTool.named("delegate")
            .replies(
                call ->
                    ToolOutcome.success(
                        made[0]
                            .agent("inner")
                            .tools("send_mail")
                            .build()
                            .run(call.arguments().object().path("task").asText())
                            .orThrow()))
            .build();
    try (AgentRuntime runtime = runtime(model, redaction, delegate, mail)) {
      made[0] = runtime;
      runtime.agent("outer").build().run("have somebody write to " + ANNA).orThrow();
    }
    assertEquals("{\"to\":\"" + ANNA + "\"}", mail.invocations().getFirst().arguments());
    model.requests().forEach(request -> assertFalse(sent(request).contains(ANNA)));
  }

  @Test
  void everyRoleIsRedactedAndTheHistoryOfTheAssistantStaysSo() {
    ScriptedModel model =
        ScriptedModel.of(
            Turn.call("echo", "{\"text\":\"" + BERT + "\"}").saying("I know " + BERT),
            Turn.answer("his address is " + BERT));
    FakeTool echo = FakeTool.named("echo").replies(Replies.text("from the tool: " + BERT)).build();
    RunResult result;
    try (AgentRuntime runtime = runtime(model, Redaction.of(emails).build(), echo)) {
      result =
          runtime.agent("a").instructions("The boss is " + ANNA).build().run("hello, I am " + BERT);
    }
    for (ChatRequest request : model.requests()) {
      assertFalse(sent(request).contains("@example"), sent(request));
    }
    assertFalse(result.text().contains(BERT), result.text());
    for (ChatMessage message : result.summary().messages().subList(2, 5)) {
      assertFalse(message.toString().contains(BERT), message.toString());
    }
  }

  @Test
  void aRequestWithoutValuesIsTheSameInstance() {
    ScriptedModel model = ScriptedModel.of(Turn.call("echo", "{}"), Turn.answer("fine"));
    try (AgentRuntime runtime =
        runtime(model, Redaction.of(emails).build(), FakeTool.answering("echo", "clean"))) {
      RunResult result = runtime.agent("a").instructions("Be brief.").build().run("hello");
      ChatMessage system = result.summary().messages().getFirst();
      assertInstanceOf(SystemMessage.class, system);
      assertSame(system, model.requests().getLast().messages().getFirst());
    }
  }

  @Test
  void aStoredConversationHoldsPlaceholdersAndGoesOnWithTheSameOnes() throws Exception {
    InMemorySessionStore store = new InMemorySessionStore();
    ScriptedModel model = ScriptedModel.of(Turn.answer("noted"), Turn.answer("yes"));
    Redaction redaction = Redaction.of(emails).answers(EntityType.EMAIL).build();
    SessionKey key = SessionKey.of("acme", "s-1");
    RunOptions options = RunOptions.builder().tenant("acme").session("s-1").build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(model)
            .middleware(redaction)
            .sessions(redaction.sessions(store))
            .build()) {
      runtime.agent("a").build().run("remember " + ANNA, options).orThrow();
      String stored = store.load(key).messages().toString();
      assertFalse(stored.contains(ANNA), stored);
      runtime.agent("a").build().run("was it " + ANNA + "?", options).orThrow();
    }
    Matcher found = PLACEHOLDER.matcher(sent(model.requests().getLast()));
    assertTrue(found.find());
    String first = found.group();
    assertTrue(found.find());
    assertEquals(first, found.group());
    assertEquals("it is " + ANNA, redaction.answer(VaultKey.of(key), "it is " + first));
    redaction.erase(VaultKey.of(key));
    assertEquals("it is " + first, redaction.answer(VaultKey.of(key), "it is " + first));
  }

  @Test
  void ifTheVaultIsDownNothingIsSent() {
    ScriptedModel model = ScriptedModel.of();
    Redaction redaction = Redaction.of(emails).vaults(new BrokenVaults(false)).build();
    try (AgentRuntime runtime = runtime(model, redaction)) {
      RunResult result = runtime.agent("a").build().run("write to " + ANNA);
      assertInstanceOf(RunResult.Stopped.class, result);
    }
    assertEquals(List.of(), model.requests());
  }

  @Test
  void ifTheVaultIsDownWhenAToolHasRunItsAnswerIsWithheld() {
    ScriptedModel model = ScriptedModel.of(Turn.call("look", "{}"), Turn.answer("done"));
    Redaction redaction = Redaction.of(emails).vaults(new BrokenVaults(true)).build();
    FakeTool look = FakeTool.answering("look", "found " + ANNA);
    try (AgentRuntime runtime = runtime(model, redaction, look)) {
      runtime.agent("a").build().run("look").orThrow();
    }
    String last = sent(model.requests().getLast());
    assertFalse(last.contains(ANNA), last);
    assertTrue(last.contains("is withheld"), last);
  }

  @Test
  void neitherHalfCanBeHadAloneOrTwice() {
    Redaction redaction = Redaction.of(emails).build();
    AgentRuntime.Builder builder =
        AgentRuntime.builder(ScriptedModel.of())
            .middleware(Governance.standard().redaction(redaction).build())
            .modelMiddleware(redaction.aroundModel().orElseThrow());
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, builder::build);
    assertTrue(refused.toString().contains("'redaction'"), refused.toString());
  }

  @Test
  void errorsOfToolsAndRefusalsAreRedactedToo() {
    ScriptedModel model =
        ScriptedModel.of(Turn.call("fail", "{}"), Turn.call("fail", "{}"), Turn.answer("done"));
    FakeTool fail =
        FakeTool.named("fail")
            .onCall(1, Replies.error("no such user " + ANNA))
            .onCall(2, Replies.outcome(new ToolOutcome.InvalidArguments("not " + ANNA)))
            .build();
    try (AgentRuntime runtime = runtime(model, Redaction.of(emails).build(), fail)) {
      runtime.agent("a").build().run("go").orThrow();
    }
    model.requests().forEach(request -> assertFalse(sent(request).contains(ANNA), sent(request)));
    assertTrue(PLACEHOLDER.matcher(sent(model.requests().get(1))).find());
  }

  @Test
  void theOneRedactorMasksTextsAndJsonAndKeepsPlaceholders() {
    Redaction redaction = Redaction.of(emails).build();
    assertEquals("{\"a\":\"[EMAIL]\"}", redaction.redactor().redact("{\"a\":\"" + ANNA + "\"}"));
    assertEquals("to [EMAIL]", redaction.redactor().redact("to " + ANNA));
    assertEquals(
        "\u27e6EMAIL-kq3fz7-1\u27e7", redaction.redactor().redact("\u27e6EMAIL-kq3fz7-1\u27e7"));
  }

  @Test
  void theMostSpecificRuleSaysWhatBecomesOfAPlaceholder() {
    Redaction redaction =
        Redaction.of(emails)
            .resolve("mail_*", EntityType.EMAIL, EntityType.PHONE)
            .refuse("mail_*")
            .keep("mail_log", EntityType.EMAIL)
            .build();
    assertEquals(
        "Redaction("
            + emails.types().size()
            + " types, mail_* RESOLVE [EMAIL, PHONE], mail_* REFUSE, mail_log KEEP [EMAIL])",
        redaction.toString());
    ToolUses uses =
        new ToolUses(List.of())
            .with(rule("mail_*", PlaceholderUse.RESOLVE, EntityType.EMAIL, EntityType.PHONE))
            .with(rule("mail_*", PlaceholderUse.REFUSE))
            .with(rule("mail_log", PlaceholderUse.KEEP, EntityType.EMAIL));
    assertEquals(PlaceholderUse.RESOLVE, uses.of("mail_send").of(EntityType.EMAIL));
    assertEquals(PlaceholderUse.REFUSE, uses.of("mail_send").of(EntityType.CARD));
    assertEquals(PlaceholderUse.KEEP, uses.of("mail_log").of(EntityType.EMAIL));
    assertEquals(PlaceholderUse.RESOLVE, uses.of("mail_log").of(EntityType.PHONE));
    assertEquals(PlaceholderUse.KEEP, uses.of("other").of(EntityType.EMAIL));
  }

  private static ToolUses.Rule rule(String tools, PlaceholderUse use, EntityType... types) {
    return new ToolUses.Rule(new NamePattern(tools), Set.of(types), use);
  }

  @Test
  void aToolThatRanBeforeTheVaultsFirstValueLearnsItsTagLater() {
    FakeTool look = FakeTool.answering("look", "nothing");
    FakeTool mail = FakeTool.answering("send_mail", "sent");
    ScriptedModel model =
        ScriptedModel.of(
            Turn.call("look", "{}"),
            Turn.call("send_mail", "{\"to\":\"" + ANNA + "\"}"),
            Turn.answer("done"));
    Redaction redaction = Redaction.of(emails).resolve("send_mail", EntityType.EMAIL).build();
    try (AgentRuntime runtime = runtime(model, redaction, look, mail)) {
      runtime.agent("a").build().run("find somebody and write").orThrow();
    }
    assertEquals("{\"to\":\"" + ANNA + "\"}", mail.invocations().getFirst().arguments());
  }

  @Test
  void theTextOfAnAnswerThatBrokeOffHoldsPlaceholdersWhateverTheUserMaySee() {
    StreamingChatModel model =
        new StreamingChatModel() {
          @Override
          public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
            Matcher found = PLACEHOLDER.matcher(request.messages().toString());
            assertTrue(found.find());
            handler.onPartialResponse("I write to " + found.group());
            handler.onError(new IllegalStateException("connection reset"));
          }
        };
    Redaction redaction = Redaction.of(emails).answers(EntityType.EMAIL).build();
    StringBuilder seen = new StringBuilder();
    try (AgentRuntime runtime =
        AgentRuntime.builder(model)
            .middleware(Governance.standard().redaction(redaction).build())
            .listener(
                event -> {
                  if (event instanceof RunEvent.ModelStreamed streamed
                      && streamed.delta() instanceof ModelDelta.Text(String text)) {
                    seen.append(text);
                  }
                })
            .build()) {
      RunResult result = runtime.agent("a").build().run("write to " + ANNA);
      assertInstanceOf(RunResult.Failed.class, result);
      assertEquals("I write to " + ANNA, seen.toString());
      assertTrue(PLACEHOLDER.matcher(result.text()).find(), result.text());
      assertFalse(result.text().contains(ANNA), result.text());
    }
  }

  private RunResult around(ModelMiddleware inner) {
    Redaction redaction = Redaction.of(emails).build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(ScriptedModel.of(Turn.answer("done")))
            .middleware(Governance.standard().redaction(redaction).build())
            .modelMiddleware(inner)
            .build()) {
      return runtime.agent("a").build().run("go");
    }
  }

  @Test
  void aRefusalThatHoldsAValueStaysARefusal() {
    RunResult result =
        around(
            (_, _) -> {
              throw new ModelRefusedException("budget", "the budget of " + ANNA + " is spent");
            });
    RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, result);
    assertEquals(StopReason.LAYER, stopped.reason());
    assertEquals("budget: the budget of [EMAIL] is spent", stopped.detail());
  }

  @Test
  void anInterruptInDisguiseThatHoldsAValueStaysAnInterrupt() {
    RunResult result =
        around(
            (_, _) -> {
              throw new IllegalStateException("asking for " + ANNA, new InterruptedException());
            });
    assertInstanceOf(RunResult.Cancelled.class, result);
    assertFalse(result.toString().contains(ANNA), result.toString());
  }

  private record BrokenVaults(boolean knowsTags) implements VaultStore {
    @Override
    public Placeholder placeholder(VaultKey vault, String type, String value) {
      throw new VaultException("down");
    }

    @Override
    public Optional<String> value(VaultKey vault, Placeholder placeholder) {
      throw new VaultException("down");
    }

    @Override
    public Optional<String> tag(VaultKey vault) {
      if (knowsTags) {
        return Optional.empty();
      }
      throw new VaultException("down");
    }

    @Override
    public void erase(VaultKey vault) {
      throw new VaultException("down");
    }

    @Override
    public void eraseTenant(Optional<String> tenant) {
      throw new VaultException("down");
    }
  }
}
