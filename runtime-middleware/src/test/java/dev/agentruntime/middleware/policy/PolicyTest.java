package dev.agentruntime.middleware.policy;

import static dev.agentruntime.middleware.policy.ArgumentCondition.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which rule decides, whatever the order in which they were written. */
class PolicyTest {
  private static final Caller EVE = new Caller(Optional.of("eve"), Optional.of("acme"), "triage");
  private static final Caller NOBODY = new Caller(Optional.empty(), Optional.empty(), "triage");

  private static ToolDescriptor tool(String name, ToolTrait... traits) {
    return ToolDescriptor.of(FakeTool.named(name).traits(traits).build());
  }

  private static String decide(Policy policy, String tool, String arguments) {
    return decide(policy, tool(tool), arguments, EVE);
  }

  private static String decide(
      Policy policy, ToolDescriptor tool, String arguments, Caller caller) {
    return policy.decide(tool, ToolArguments.ofText(arguments), caller).toString();
  }

  @Test
  void anExplicitDenyWinsOverEverythingMoreSpecific() {
    Policy policy =
        Policy.otherwise(PolicyEffect.ALLOW)
            .with(PolicyRule.allow("very-specific").tool("pay").when(at("/to").equalTo("me")))
            .with(PolicyRule.ask("asks", "Ask").tool("pay"))
            .with(PolicyRule.deny("no-payments", "No payments").tool("p*"));

    assertEquals("denied by no-payments", decide(policy, "pay", "{\"to\":\"me\"}"));
  }

  @Test
  void aSpecificAllowLiftsADefaultOfDeny() {
    Policy policy =
        Policy.otherwise(PolicyEffect.DENY).with(PolicyRule.allow("search-is-fine").tool("search"));

    assertEquals("allowed by search-is-fine", decide(policy, "search", "{}"));
    assertEquals("denied by default", decide(policy, "pay", "{}"));
  }

  @ParameterizedTest
  @EnumSource
  void withoutARuleTheDefaultHolds(PolicyEffect effect) {
    assertEquals(effect.code() + " by default", decide(Policy.otherwise(effect), "any", "{}"));
  }

  @Test
  void theMoreSpecificToolDecides() {
    Policy policy =
        Policy.defaults()
            .with(PolicyRule.ask("everything", "Ask"))
            .with(PolicyRule.allow("kind").tool("restart_*"))
            .with(PolicyRule.ask("longer-kind", "Ask").tool("restart_p*"))
            .with(PolicyRule.allow("this-one").tool("restart_pod"));

    assertEquals("asked by everything", decide(policy, "search", "{}"));
    assertEquals("allowed by kind", decide(policy, "restart_vm", "{}"));
    assertEquals("asked by longer-kind", decide(policy, "restart_pump", "{}"));
    assertEquals("allowed by this-one", decide(policy, "restart_pod", "{}"));
  }

  @Test
  void ofRulesAboutOneToolMoreConditionsThenTraitsThenCallersDecide() {
    List<PolicyRule> rising =
        List.of(
            PolicyRule.ask("plain", "Ask").tool("pay"),
            PolicyRule.allow("agent-kind").tool("pay").agent("tri*"),
            PolicyRule.ask("agent", "Ask").tool("pay").agent("triage"),
            PolicyRule.allow("tenant").tool("pay").tenant("acme"),
            PolicyRule.ask("principal-kind", "Ask").tool("pay").principal("e*"),
            PolicyRule.allow("principal").tool("pay").principal("eve"),
            PolicyRule.ask("trait", "Ask").tool("pay").lacking(ToolTrait.READ_ONLY),
            PolicyRule.allow("condition").tool("pay").when(at("/to").present()),
            PolicyRule.ask("conditions", "Ask")
                .tool("pay")
                .when(at("/to").present())
                .when(at("/to").equalTo("me")));
    Policy policy = Policy.defaults();
    for (PolicyRule rule : rising) {
      policy = policy.with(rule);
      assertEquals(
          rule.effect().code() + " by " + rule.id(), decide(policy, "pay", "{\"to\":\"me\"}"));
    }
  }

  @Test
  void ofEquallySpecificRulesTheMoreRestrictiveDecides() {
    Policy policy =
        Policy.defaults()
            .with(PolicyRule.allow("a").tool("pay"))
            .with(PolicyRule.ask("c", "Ask").tool("pay"))
            .with(PolicyRule.ask("b", "Ask").tool("pay"));

    assertEquals("asked by b", decide(policy, "pay", "{}"));
  }

  @Test
  void theOrderInWhichRulesAreWrittenNeverMatters() {
    Random random = new Random(4711);
    for (int round = 0; round < 300; round++) {
      List<PolicyRule> rules = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        rules.add(randomRule(random, "rule-" + i));
      }
      Policy one = Policy.otherwise(PolicyEffect.ASK).with(rules);
      Collections.shuffle(rules, random);
      Policy other = Policy.otherwise(PolicyEffect.ASK).with(rules);
      for (String arguments : List.of("{}", "{\"n\":5}", "{\"n\":50}", "{\"n\":\"x\"}")) {
        String decision = decide(one, "pay", arguments);
        assertEquals(decision, decide(other, "pay", arguments), () -> rules.toString());
        boolean denies =
            rules.stream()
                .filter(rule -> rule.effect() == PolicyEffect.DENY)
                .anyMatch(rule -> isAlone(rule, arguments));
        assertTrue(!denies || decision.contains("den") || decision.contains("undecidable"));
      }
    }
  }

  /** Whether a rule on its own would deny. */
  private static boolean isAlone(PolicyRule rule, String arguments) {
    return !decide(Policy.defaults().with(rule), "pay", arguments).startsWith("allowed");
  }

  private static PolicyRule randomRule(Random random, String id) {
    PolicyRule rule =
        switch (random.nextInt(3)) {
          case 0 -> PolicyRule.allow(id);
          case 1 -> PolicyRule.ask(id, "Ask");
          default -> PolicyRule.deny(id, "No");
        };
    rule = random.nextBoolean() ? rule.tool(random.nextBoolean() ? "pay" : "p*") : rule;
    rule = random.nextBoolean() ? rule.when(at("/n").above(random.nextInt(60))) : rule;
    return random.nextBoolean() ? rule.principal(random.nextBoolean() ? "eve" : "bob") : rule;
  }

  @Test
  void rulesSpeakOfTraits() {
    Policy policy =
        Policy.defaults()
            .with(PolicyRule.ask("effects", "It has effects").lacking(ToolTrait.READ_ONLY))
            .with(
                PolicyRule.deny("destroys", "It destroys")
                    .having(ToolTrait.DESTRUCTIVE, ToolTrait.SENSITIVE));

    assertEquals("allowed by default", decide(policy, tool("a", ToolTrait.READ_ONLY), "{}", EVE));
    assertEquals("asked by effects", decide(policy, tool("a"), "{}", EVE));
    assertEquals("asked by effects", decide(policy, tool("a", ToolTrait.DESTRUCTIVE), "{}", EVE));
    assertEquals(
        "denied by destroys",
        decide(policy, tool("a", ToolTrait.DESTRUCTIVE, ToolTrait.SENSITIVE), "{}", EVE));
  }

  @Test
  void rulesSpeakOfWhoCalls() {
    Policy policy =
        Policy.otherwise(PolicyEffect.DENY)
            .with(PolicyRule.allow("staff").principal("eve").principal("svc-*"))
            .with(PolicyRule.deny("not-them", "Not for them").tenant("evil").agent("*/helper"));

    assertEquals("allowed by staff", decide(policy, tool("a"), "{}", EVE));
    assertEquals(
        "allowed by staff", decide(policy, tool("a"), "{}", caller("svc-7", "evil", "triage")));
    assertEquals(
        "denied by not-them",
        decide(policy, tool("a"), "{}", caller("svc-7", "evil", "triage/helper")));
    assertEquals("denied by default", decide(policy, tool("a"), "{}", NOBODY));
  }

  private static Caller caller(String principal, String tenant, String path) {
    return new Caller(Optional.of(principal), Optional.of(tenant), path);
  }

  @Test
  void whatCannotBeJudgedDeniesInARuleThatAsksOrDeniesAndDoesNotMatchInOneThatAllows() {
    ArgumentCondition big = at("/amount").above(1_000);
    String text = "{\"amount\":\"5000\"}";

    assertEquals(
        "undecidable by no",
        decide(Policy.defaults().with(PolicyRule.deny("no", "No").when(big)), "pay", text));
    assertEquals(
        "undecidable by ask",
        decide(Policy.defaults().with(PolicyRule.ask("ask", "Ask").when(big)), "pay", text));
    assertEquals(
        "asked by default",
        decide(
            Policy.otherwise(PolicyEffect.ASK).with(PolicyRule.allow("yes").when(big)),
            "pay",
            text));
  }

  @Test
  void argumentsThatCannotBeReadAreDeniedWhereARuleLooksAtThem() {
    Policy policy =
        Policy.defaults().with(PolicyRule.deny("no", "No").when(at("/amount").above(1_000)));

    assertEquals("undecidable by no", decide(policy, "pay", "{\"amount\":"));
  }

  @Test
  void ofSeveralValuesAnAllowWantsAllAndADenyOne() {
    ArgumentCondition ours = at("/to").hostIn("example.com");
    Policy allowing = Policy.otherwise(PolicyEffect.ASK).with(PolicyRule.allow("ours").when(ours));
    Policy denying = Policy.defaults().with(PolicyRule.deny("foreign", "No").when(ours.not()));
    String mixed = "{\"to\":[\"https://example.com/a\",\"https://evil.com/\"]}";
    String fine = "{\"to\":[\"https://example.com/a\",\"https://example.com/b\"]}";

    assertEquals("asked by default", decide(allowing, "send", mixed));
    assertEquals("allowed by ours", decide(allowing, "send", fine));
    assertEquals("denied by foreign", decide(denying, "send", mixed));
    assertEquals("allowed by default", decide(denying, "send", fine));
    assertEquals("asked by default", decide(allowing, "send", "{\"to\":[]}"));
    assertEquals("denied by foreign", decide(denying, "send", "{}"));
  }

  @Test
  void aRuleAboutAnArgumentTheToolDoesNotHaveIsRefused() {
    ToolDescriptor pay =
        ToolDescriptor.of(
            FakeTool.named("pay")
                .schema(JsonObjectSchema.builder().addNumberProperty("amount").build())
                .build());
    Policy policy =
        Policy.defaults()
            .with(PolicyRule.deny("no-big", "No").tool("pay").when(at("/amout").above(1_000)));

    assertEquals(
        "rule 'no-big' looks at /amout, but tool 'pay' has only the arguments [amount]",
        assertThrows(IllegalArgumentException.class, () -> decide(policy, pay, "{}", EVE))
            .getMessage());
  }

  @Test
  void nonsenseIsRefusedByKeyValueAndBound() {
    assertRefused("a rule's id must not be blank, was ' '", () -> PolicyRule.allow(" "));
    assertRefused("reason of rule 'a' must say why, was '.'", () -> PolicyRule.deny("a", "."));
    assertRefused(
        "a rule must not speak of tools that both have and lack trait READ_ONLY",
        () -> PolicyRule.allow("a").having(ToolTrait.READ_ONLY).lacking(ToolTrait.READ_ONLY));
    assertRefused(
        "rules of a policy must have ids of their own, two have id 'a'",
        () -> Policy.defaults().with(PolicyRule.allow("a")).with(PolicyRule.ask("a", "Ask")));
  }

  private static void assertRefused(String message, Runnable nonsense) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, nonsense::run).getMessage());
  }

  @Test
  void itTellsItsSettings() {
    assertEquals(
        "Policy([deny big: tools [pay, refund_*] lacking [READ_ONLY], /amount is above 1000,"
            + " principals [eve]], otherwise ASK)",
        Policy.otherwise(PolicyEffect.ASK)
            .with(
                PolicyRule.deny("big", "No big payments.")
                    .tool("pay")
                    .tool("refund_*")
                    .lacking(ToolTrait.READ_ONLY)
                    .when(at("/amount").above(1_000))
                    .principal("eve"))
            .toString());
  }
}
