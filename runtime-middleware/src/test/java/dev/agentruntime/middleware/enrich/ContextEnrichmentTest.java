package dev.agentruntime.middleware.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ChainOrderException;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.MiddlewareContractException;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.json.ArgumentsDigest;
import dev.agentruntime.json.CanonicalJson;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContextEnrichmentTest {
  private static final JsonObjectSchema SCHEMA =
      JsonObjectSchema.builder()
          .addStringProperty("query")
          .addStringProperty("tenantId")
          .addIntegerProperty("limit")
          .required("query", "tenantId")
          .build();

  private static final RunOptions ACME =
      RunOptions.builder().tenant("acme").principal("eve").attribute("limit", 7).build();

  private final FakeTool search = FakeTool.named("search").schema(SCHEMA).build();
  private final EventRecorder events = new EventRecorder();

  private static ContextEnrichment tenant() {
    return ContextEnrichment.builder().supply("*", "tenantId", HostValue.tenant()).build();
  }

  private ToolOutcome play(
      ContextEnrichment layer, Object tool, RunOptions options, ScriptedModel model) {
    try (AgentRuntime runtime =
        AgentRuntime.builder(model).tools(tool).middleware(layer).listener(events).build()) {
      runtime.agent("agent").build().run("go", options);
    }
    return events.events(RunEvent.ToolCallEnded.class).getFirst().outcome();
  }

  private static ScriptedModel calling(String arguments) {
    return ScriptedModel.of(Turn.call("search", arguments), Turn.answer("done"));
  }

  private static JsonObjectSchema shown(ScriptedModel model) {
    return model.requests().getFirst().toolSpecifications().getFirst().parameters();
  }

  @Test
  void theModelIsNotShownWhatTheApplicationSupplies() {
    ScriptedModel model = calling("{\"query\":\"q\"}");
    ToolOutcome outcome = play(tenant(), search, ACME, model);

    assertEquals(Set.of("query", "limit"), shown(model).properties().keySet());
    assertEquals(List.of("query"), shown(model).required());
    assertInstanceOf(ToolOutcome.Success.class, outcome);
    assertEquals(
        "{\"query\":\"q\",\"tenantId\":\"acme\"}", search.invocations().getFirst().arguments());
  }

  @Test
  void aModelThatSetsASuppliedArgumentIsToldToLeaveItOut() {
    ToolOutcome outcome =
        play(tenant(), search, ACME, calling("{\"query\":\"q\",\"tenantId\":\"other\"}"));

    assertInstanceOf(ToolOutcome.InvalidArguments.class, outcome);
    assertTrue(outcome.textForModel().contains("tenantId"), outcome.textForModel());
    assertFalse(outcome.textForModel().contains("acme"), outcome.textForModel());
    assertEquals(0, search.invocations().size());
  }

  @Test
  void aModelCannotSetASuppliedArgumentWhereTheSchemaAllowsOthersEither() {
    FakeTool open = FakeTool.named("search").schema(openSchema()).build();
    ToolOutcome outcome =
        play(tenant(), open, ACME, calling("{\"query\":\"q\",\"tenantId\":\"other\"}"));

    assertEquals("invalid_arguments", outcome.code());
    assertTrue(outcome.textForModel().contains("must be left out"), outcome.textForModel());
    assertEquals(0, open.invocations().size());
  }

  private static JsonObjectSchema openSchema() {
    return JsonObjectSchema.builder()
        .addStringProperty("query")
        .addStringProperty("tenantId")
        .additionalProperties(true)
        .build();
  }

  @Test
  void aRunThatLacksARequiredValueRefusesTheCall() {
    ToolOutcome outcome = play(tenant(), search, RunOptions.none(), calling("{\"query\":\"q\"}"));

    ToolOutcome.Blocked blocked = assertInstanceOf(ToolOutcome.Blocked.class, outcome);
    assertEquals(ContextEnrichment.MISSING, blocked.reasonCode());
    assertEquals(0, search.invocations().size());
  }

  @Test
  void aValueThatIsMissingAndNotRequiredIsLeftOut() {
    ContextEnrichment layer =
        ContextEnrichment.builder()
            .supply("search", "tenantId", HostValue.tenant())
            .supply("search", "limit", HostValue.attribute("absent"))
            .build();
    play(layer, search, ACME, calling("{\"query\":\"q\"}"));

    assertEquals(
        "{\"query\":\"q\",\"tenantId\":\"acme\"}", search.invocations().getFirst().arguments());
  }

  @Test
  void whatDoesNotFitTheToolRefusesTheCallAndIsNotTheModelsFault() {
    ContextEnrichment layer =
        ContextEnrichment.builder()
            .supply("search", "tenantId", HostValue.tenant())
            .supply("search", "limit", call -> "many")
            .build();
    ToolOutcome outcome = play(layer, search, ACME, calling("{\"query\":\"q\"}"));

    ToolOutcome.Blocked blocked = assertInstanceOf(ToolOutcome.Blocked.class, outcome);
    assertEquals("supplied_argument_invalid", blocked.reasonCode());
    assertFalse(outcome.textForModel().contains("many"));
    assertEquals(0, search.invocations().size());
  }

  /** A class whose methods read and check their arguments themselves. */
  static final class Tickets {
    final List<String> created = new ArrayList<>();

    @Tool("creates a ticket")
    String search(@P("what") String query, @P("who") String tenantId, @P("how many") int limit) {
      created.add(tenantId + ":" + query + ":" + limit);
      return "ok";
    }
  }

  @Test
  void toolMethodsGetTheirSuppliedArgumentsReadByTheirOwnReader() {
    Tickets tickets = new Tickets();
    ContextEnrichment layer =
        ContextEnrichment.builder()
            .supply("search", "tenantId", HostValue.tenant())
            .supply("search", "limit", HostValue.attribute("limit"))
            .build();
    ScriptedModel model = calling("{\"query\":\"q\"}");
    ToolOutcome outcome = play(layer, tickets, ACME, model);

    assertInstanceOf(ToolOutcome.Success.class, outcome, outcome::textForModel);
    assertEquals(List.of("acme:q:7"), tickets.created);
    assertEquals(Set.of("query"), shown(model).properties().keySet());
  }

  @Test
  void whatTheModelGotWrongIsStillTheModelsToMend() {
    Tickets tickets = new Tickets();
    ContextEnrichment layer =
        ContextEnrichment.builder()
            .supply("search", "tenantId", HostValue.tenant())
            .supply("search", "limit", HostValue.attribute("limit"))
            .build();
    ToolOutcome outcome = play(layer, tickets, ACME, calling("{}"));

    assertEquals("invalid_arguments", outcome.code());
    assertFalse(outcome.textForModel().contains("tenantId"), outcome.textForModel());
    assertEquals(List.of(), tickets.created);
  }

  @Test
  void theMostSpecificPatternSupplies() throws InterruptedException {
    ContextEnrichment layer =
        ContextEnrichment.builder()
            .supply("search", "tenantId", call -> "exact")
            .supply("*", "tenantId", call -> "any")
            .build();
    harness(layer).newRun(ACME).call("{}");

    assertEquals("{\"tenantId\":\"exact\"}", search.invocations().getFirst().arguments());
  }

  private ChainHarness harness(ContextEnrichment layer) {
    return ChainHarness.around(search).layer(layer).build();
  }

  @Test
  void enrichingAgainGivesTheSameDigest() throws InterruptedException {
    List<String> digests = new ArrayList<>();
    ChainHarness chain =
        ChainHarness.around(search)
            .layer(tenant())
            .link(
                Anchor.INTENT,
                "digest",
                (call, next) -> {
                  digests.add(ArgumentsDigest.hex("test", call.arguments().object()));
                  return next.handle(call);
                },
                LinkTrait.NEEDS_FINAL_ARGUMENTS)
            .build();
    chain.newRun(ACME).call("{\"query\":\"q\",\"limit\":1}");
    chain.newRun(ACME).call("{ \"limit\": 1.0, \"query\": \"q\" }");

    assertEquals(2, digests.size());
    assertEquals(digests.getFirst(), digests.getLast());
  }

  /**
   * Behind enrichment arguments are frozen: whoever changes them is refused, by order or by act.
   */
  @Test
  void behindEnrichmentNobodyChangesTheArguments() {
    ChainHarness.Builder declared =
        ChainHarness.around(search)
            .layer(tenant())
            .link(
                Anchor.POLICY,
                "late",
                (call, next) -> next.handle(call),
                LinkTrait.REWRITES_ARGUMENTS);
    assertThrows(ChainOrderException.class, declared::build);

    ChainHarness undeclared =
        ChainHarness.around(search)
            .layer(tenant())
            .link(
                Anchor.POLICY,
                "late",
                (call, next) -> next.handle(call.withArguments(ToolArguments.empty())))
            .build();
    MiddlewareContractException caught =
        assertThrows(MiddlewareContractException.class, () -> undeclared.newRun(ACME).call("{}"));
    assertEquals("late", caught.link());
    assertEquals(0, search.invocations().size());
  }

  @Test
  void aLinkThatNeedsFinalArgumentsCannotStandOutsideEnrichment() {
    ChainHarness.Builder builder =
        ChainHarness.around(search)
            .layer(tenant())
            .link(
                Anchor.NORMALISE,
                "early-digest",
                (call, next) -> next.handle(call),
                LinkTrait.NEEDS_FINAL_ARGUMENTS);
    ChainOrderException refused = assertThrows(ChainOrderException.class, builder::build);
    assertTrue(refused.toString().contains("early-digest"), refused::toString);
    assertTrue(refused.toString().contains(ContextEnrichment.NAME), refused::toString);
  }

  @Test
  void aToolWithoutSuppliedParametersHasNoLink() {
    FakeTool other = FakeTool.answering("other", "ok");
    assertEquals("other", ChainHarness.around(other).layer(tenant()).build().toString());
    assertEquals("enrichment(search)", harness(tenant()).toString());
  }

  @Test
  void aNameThatTheToolDoesNotKnowIsRefusedAtBuild() {
    ContextEnrichment layer =
        ContextEnrichment.builder().supply("search", "tenant", HostValue.tenant()).build();
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> harness(layer));
    assertTrue(refused.toString().contains("'tenant'"), refused::toString);
    assertTrue(refused.toString().contains("'search'"), refused::toString);
    assertThrows(
        IllegalArgumentException.class,
        () -> ContextEnrichment.builder().supply("search", " ", HostValue.tenant()));
    assertThrows(
        IllegalArgumentException.class,
        () -> ContextEnrichment.builder().supply("", "tenantId", HostValue.tenant()));
  }

  @Test
  void valuesMayBeTextsTruthsNumbersAndJson() throws InterruptedException {
    for (Object value :
        List.of(true, 1, 2L, (short) 3, (byte) 4, 5.5, 6.5f, new BigDecimal("7.10"), "8")) {
      ContextEnrichment layer =
          ContextEnrichment.builder().supply("search", "tenantId", call -> value).build();
      harness(layer).newRun(ACME).call("{}");
      String json = value instanceof String ? "\"8\"" : value.toString();
      assertTrue(
          CanonicalJson.same(
              ToolArguments.ofText("{\"tenantId\":" + json + "}").object(),
              ToolArguments.ofText(search.invocations().getLast().arguments()).object()));
    }
  }

  @Test
  void aValueOfAnotherTypeIsADefectThatIsNamedWithoutBeingShown() {
    ContextEnrichment layer =
        ContextEnrichment.builder().supply("search", "tenantId", call -> List.of("secret")).build();
    IllegalStateException caught =
        assertThrows(IllegalStateException.class, () -> harness(layer).newRun(ACME).call("{}"));
    assertTrue(caught.toString().contains("java.util."), caught::toString);
    assertFalse(caught.toString().contains("secret"), caught::toString);
  }

  @Test
  void everyOutcomeOfTheToolPassesAsItIs() throws InterruptedException {
    ToolOutcome error = ToolOutcome.toolError("no");
    ChainHarness chain =
        ChainHarness.around(
                new ToolDescriptor(
                    "search",
                    ToolSpecification.builder().name("search").parameters(SCHEMA).build(),
                    ToolTraits.none(),
                    true),
                call -> error)
            .layer(tenant())
            .build();
    assertEquals(error, chain.newRun(ACME).call("{}"));
  }

  @Test
  void itSaysWhatItSupplies() {
    assertEquals("ContextEnrichment(tenantId of *)", tenant().toString());
  }
}
