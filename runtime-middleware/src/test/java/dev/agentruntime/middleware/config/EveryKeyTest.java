package dev.agentruntime.middleware.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.agentruntime.effect.InMemoryEffectStore;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.model.UsageLedger;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of keys drives this test: a key without a case here fails it. */
class EveryKeyTest {
  record Case(String key, String without, String with) {
    @Override
    public String toString() {
      return key;
    }
  }

  private static final ConfigurationParts PARTS =
      ConfigurationParts.none()
          .approvals(Approvals.inMemory())
          .effectStore(new InMemoryEffectStore())
          .redactor(text -> text)
          .usageLedger(new UsageLedger())
          .model("a", ScriptedModel.of())
          .model("b", ScriptedModel.of());

  private static final ToolDescriptor TOOL = ToolDescriptor.of(FakeTool.answering("search", "ok"));

  private static final Map<String, List<String>> LINES = new TreeMap<>();

  static {
    LINES.put("panic-recovery", List.of());
    LINES.put("logger", List.of("name = \"calls\"", "log-values = [\"search\"]"));
    LINES.put("audit", List.of("shown-bytes = 9", "shown-bytes-tools = { search = 9 }"));
    LINES.put(
        "timeout",
        List.of(
            "limit = \"5s\"",
            "tools = { search = \"5s\" }",
            "attempt-limit = \"2s\"",
            "attempt-tools = { search = \"2s\" }",
            "idle-tools = { search = \"1s\" }",
            "unlimited = [\"search\"]",
            "grace = \"7s\"",
            "max-abandoned = 3"));
    LINES.put(
        "retry",
        List.of(
            "max-attempts = 5",
            "first-backoff = \"1s\"",
            "longest-backoff = \"20s\"",
            "max-retry-after = \"9s\"",
            "quota = 2",
            "only = [\"search\"]",
            "never = [\"search\"]",
            "keyed = [\"search\"]"));
    LINES.put(
        "breaker",
        List.of(
            "failures = 2",
            "of-last = 9",
            "open-for = \"5s\"",
            "least-timeout = \"0s\"",
            "endpoints = { search = \"web\" }",
            "without = [\"search\"]"));
    LINES.put(
        "rate-limit",
        List.of(
            "limits = [{ calls = 2, per = \"1s\" }]",
            "costs = { search = 2 }",
            "max-wait = \"1s\"",
            "max-keys = 5"));
    LINES.put(
        "bulkhead",
        List.of(
            "tools = { search = 2 }",
                "pools = [{ name = \"db\", calls = 2, tools = [\"search\"] }]",
            "max-queued = 3", "max-wait = \"1s\""));
    LINES.put(
        "loop-detection",
        List.of(
            "warn-at = 2",
            "no-warning = true",
            "block-at = 9",
            "no-blocking = true",
            "stop-after = 7",
            "no-stopping = true",
            "no-progress-after = 6",
            "exempt = [\"search\"]",
            "watch = [\"search\"]",
            "pollable = { search = \"5s\" }",
            "ignoring = { search = [\"id\"] }",
            "comparing = { search = [\"id\"] }"));
    LINES.put(
        "failure-limit",
        List.of(
            "failures = 9",
            "failures-tools = { search = 9 }",
            "cool-down = \"5s\"",
            "cool-down-tools = { search = \"5s\" }",
            "exempt = [\"search\"]",
            "invalid-arguments = 9",
            "unknown-tools = 9",
            "no-mistakes = true"));
    LINES.put(
        "budgets",
        List.of(
            "run = { calls = 5 }",
            "tenant = { calls = 5 }",
            "everybody = { calls = 5 }",
            "tools = [{ tool = \"search\", limits = { calls = 2 } }]",
            "prices = [{ tool = \"search\", tokens = 5 }]",
            "notice-at = 5",
            "no-notice = true",
            "stop-when-used-up = true"));
    LINES.put(
        "output-cap",
        List.of(
            "limit-characters = 2000",
            "tools = { search = 2000 }",
            "turn-limit-characters = 90000",
            "head-share = 0.5"));
    LINES.put(
        "result-cache",
        List.of(
            "tools = { other = \"5s\" }",
            "stale-after = [{ writer = \"save\", reader = \"search\" }]",
            "max-entries = 5",
            "max-characters = 5000"));
    LINES.put("enrichment", List.of("supply = [{ argument = \"tenant\", value = \"tenant\" }]"));
    LINES.put(
        "approval",
        List.of(
            "ask = [{ tools = [\"search\"] }]",
            "lifetime = \"5m\"",
            "grant-lifetime = \"5m\"",
            "suspending = true"));
    LINES.put(
        "effect-guard",
        List.of(
            "reservation = \"5m\"",
            "tools = { search = true }",
            "ask-about-repeats = { search = \"5m\" }"));
    LINES.put(
        "policy", List.of("otherwise = \"ask\"", "rules = [{ id = \"a\", effect = \"allow\" }]"));
    LINES.put(
        "taint",
        List.of(
            "mode = \"deny\"",
            "modes = { search = \"observe\" }",
            "roles = [{ tool = \"search\", parameter = \"q\", role = \"destination\" }]",
            "critical = [\"search\"]",
            "trusted = [\"search\"]",
            "untrusted = [\"search\"]",
            "private-output = [\"search\"]",
            "public-sink = [\"search\"]",
            "marked = false"));
    models();
  }

  private static void models() {
    LINES.put(
        "model.retry",
        List.of(
            "max-attempts = 5",
            "first-backoff = \"1s\"",
            "longest-backoff = \"20s\"",
            "max-retry-after = \"9s\""));
    LINES.put("model.timeout", List.of("limit = \"5s\"", "isolated = true"));
    LINES.put("model.usage", List.of("run = { tokens = 9 }", "tenant = { tokens = 9 }"));
  }

  private static void inside(List<Case> cases, String table, String base, String... fields) {
    for (String field : fields) {
      String key = field.substring(0, field.indexOf(' '));
      cases.add(new Case(table + "." + key, base.formatted(""), base.formatted(", " + field)));
    }
  }

  private static void changed(List<Case> cases, String key, String base, String one, String two) {
    cases.add(new Case(key, base.formatted(one), base.formatted(two)));
  }

  private static List<Case> nested() {
    List<Case> cases = new ArrayList<>();
    attempts(cases);
    budgets(cases);
    toolBudgets(cases);
    guards(cases);
    policy(cases);
    taint(cases);
    modelCases(cases);
    return cases;
  }

  private static void attempts(List<Case> cases) {
    String rates = "[rate-limit]\nlimits = [{ calls = %s, per = \"9s\" }]";
    changed(cases, "rate-limit.limits.calls", rates, "1", "2");
    changed(
        cases,
        "rate-limit.limits.per",
        "[rate-limit]\nlimits = [{ calls = 1, per = \"%s\" }]",
        "1s",
        "2s");
    inside(
        cases,
        "rate-limit.limits",
        "[rate-limit]\nlimits = [{ calls = 1, per = \"9s\"%s }]",
        "tool = \"search\"",
        "burst = 4",
        "keys = [\"tenant\"]");
    changed(
        cases,
        "bulkhead.pools.name",
        "[bulkhead]\npools = [{ name = \"%s\", calls = 2, tools = [\"s\"] }]",
        "a",
        "b");
    changed(
        cases,
        "bulkhead.pools.calls",
        "[bulkhead]\npools = [{ name = \"a\", calls = %s, tools = [\"s\"] }]",
        "2",
        "3");
    changed(
        cases,
        "bulkhead.pools.tools",
        "[bulkhead]\npools = [{ name = \"a\", calls = 2, tools = [\"%s\"] }]",
        "s",
        "t");
  }

  private static void budgets(List<Case> cases) {
    for (String table : List.of("run", "tenant", "everybody")) {
      inside(
          cases,
          "budgets." + table,
          "[budgets]\n" + table + " = { calls = 9%s }",
          "tokens = 5",
          "cost-micros = 5",
          "active-time = \"5s\"");
      changed(
          cases,
          "budgets." + table + ".calls",
          "[budgets]\n" + table + " = { calls = %s }",
          "1",
          "2");
    }
  }

  private static void toolBudgets(List<Case> cases) {
    String tools = "[budgets]\ntools = [{ tool = \"%s\", limits = { calls = 9 } }]";
    changed(cases, "budgets.tools.tool", tools, "a", "b");
    changed(
        cases,
        "budgets.tools.limits",
        "[budgets]\ntools = [{ tool = \"a\", limits = { calls = %s } }]",
        "1",
        "2");
    changed(
        cases,
        "budgets.tools.limits.calls",
        "[budgets]\ntools = [{ tool = \"a\", limits = { calls = %s } }]",
        "1",
        "2");
    inside(
        cases,
        "budgets.tools.limits",
        "[budgets]\ntools = [{ tool = \"a\", limits = { calls = 9%s } }]",
        "tokens = 5",
        "cost-micros = 5",
        "active-time = \"5s\"");
  }

  private static void guards(List<Case> cases) {
    changed(
        cases,
        "result-cache.stale-after.writer",
        "[result-cache]\nstale-after = [{ writer = \"%s\", reader = \"r\" }]",
        "a",
        "b");
    changed(
        cases,
        "result-cache.stale-after.reader",
        "[result-cache]\nstale-after = [{ writer = \"w\", reader = \"%s\" }]",
        "a",
        "b");
    String supply = "[enrichment]\nsupply = [{ argument = \"%s\", value = \"tenant\" }]";
    changed(cases, "enrichment.supply.argument", supply, "a", "b");
    changed(
        cases,
        "enrichment.supply.attribute",
        "[enrichment]\nsupply = [{ argument = \"%s\", attribute = \"x\" }]",
        "a",
        "b");
    inside(
        cases,
        "enrichment.supply",
        "[enrichment]\nsupply = [{ argument = \"a\", value = \"tenant\"%s }]",
        "tool = \"other\"");
    inside(
        cases,
        "approval.ask",
        "[approval]\nask = [{ tools = [\"search\"]%s }]",
        "among = [\"ann\", \"bob\"]",
        "needed = 2",
        "not-requester = true",
        "having = [\"read-only\"]");
    changed(cases, "approval.ask.tools", "[approval]\nask = [{ tools = [\"%s\"] }]", "a", "search");
    cases.add(
        new Case(
            "approval.atomic-batch",
            "[approval]\nsuspending = true",
            "[approval]\nsuspending = true\natomic-batch = true"));
  }

  private static void modelCases(List<Case> cases) {
    String limit = "[model.limit]\nconcurrent = %s";
    changed(cases, "model.limit.concurrent", limit, "1", "2");
    changed(cases, "model.limit.max-queued", limit, "1", "1\nmax-queued = 2");
    changed(cases, "model.limit.max-wait", limit, "1", "1\nmax-wait = \"2s\"");
    changed(cases, "model.limit.enabled", limit, "1", "1\nenabled = false");
    String cache = "[model.cache]\nrequests = \"all\"%s";
    changed(cases, "model.cache.max-entries", cache, "", "\nmax-entries = 2");
    changed(cases, "model.cache.max-age", cache, "", "\nmax-age = \"2s\"");
    changed(cases, "model.cache.tool-calls-too", cache, "", "\ntool-calls-too = true");
    changed(
        cases, "model.cache.shared-without-tenant", cache, "", "\nshared-without-tenant = true");
    changed(cases, "model.cache.enabled", cache, "", "\nenabled = false");
    String fallback = "[model.fallback]\nthen = [{ model = \"%s }]";
    changed(cases, "model.fallback.then", fallback, "a\"", "b\"");
    changed(cases, "model.fallback.then.model", fallback, "a\"", "b\"");
    String more = "[model.fallback]\nthen = [{ model = \"a\" }]%s";
    changed(cases, "model.fallback.sticky", more, "", "\nsticky = true");
    changed(cases, "model.fallback.enabled", more, "", "\nenabled = false");
    String budget = "[budgets]\nrun = { tokens = 9 }\n[model.budget]%s";
    changed(cases, "model.budget.first-tokens", budget, "", "\nfirst-tokens = 7");
    changed(cases, "model.budget.enabled", budget, "", "\nenabled = false");
    String money = "[model.prices]\ncurrency = \"%s\"\n" + budget.formatted("");
    changed(cases, "model.prices.currency", money, "EUR", "USD");
    for (String table : List.of("run", "tenant")) {
      String bound =
          "[model.prices]\ncurrency = \"EUR\"\n[model.usage]\n" + table + " = { tokens = %s }";
      changed(cases, "model.usage." + table + ".tokens", bound, "1", "2");
      changed(cases, "model.usage." + table + ".cost", bound, "1", "1, cost = 0.5");
    }
  }

  private static void policy(List<Case> cases) {
    String rule = "[policy]\nrules = [{ id = \"%s\", effect = \"allow\" }]";
    changed(cases, "policy.rules.id", rule, "a", "b");
    String verdict = "[policy]\nrules = [{ id = \"a\", effect = \"%s\", reason = \"no\" }]";
    changed(cases, "policy.rules.effect", verdict, "ask", "deny");
    inside(
        cases,
        "policy.rules",
        "[policy]\nrules = [{ id = \"a\", effect = \"allow\"%s }]",
        "tools = [\"search\"]",
        "having = [\"read-only\"]",
        "lacking = [\"read-only\"]",
        "principals = [\"ann\"]",
        "tenants = [\"acme\"]",
        "agents = [\"triage\"]",
        "when = [{ at = \"/a\", present = true }]");
    String when =
        "[policy]\n"
            + "rules = [{ id = \"a\", effect = \"allow\", when = [{ at = \"/a\", is = true%s }] }]";
    inside(
        cases,
        "policy.rules.when",
        when,
        "not = true",
        "present = true",
        "in = [\"x\"]",
        "starts-with = [\"x\"]",
        "at-least = 2",
        "at-most = 2",
        "above = 2",
        "equal-to = \"x\"",
        "host-in = [\"example.com\"]",
        "under = [\"/srv\"]");
    changed(
        cases,
        "policy.rules.when.is",
        "[policy]\nrules = [{ id = \"a\", effect = \"allow\", when = [{ at = \"/a\", is = %s }] }]",
        "true",
        "false");
    changed(
        cases,
        "policy.rules.when.at",
        "[policy]\n"
            + "rules = [{ id = \"a\", effect = \"allow\", when = [{ at = \"%s\", is = true }] }]",
        "/a",
        "/b");
  }

  private static void taint(List<Case> cases) {
    String roles = "[taint]\nroles = [{ tool = \"%s\", parameter = \"q\", role = \"control\" }]";
    changed(cases, "taint.roles.tool", roles, "a", "b");
    changed(
        cases,
        "taint.roles.parameter",
        "[taint]\nroles = [{ tool = \"a\", parameter = \"%s\", role = \"control\" }]",
        "p",
        "q");
    changed(
        cases,
        "taint.roles.role",
        "[taint]\nroles = [{ tool = \"a\", parameter = \"q\", role = \"%s\" }]",
        "control",
        "free-text");
  }

  private static Stream<Case> cases() {
    Stream<Case> enabled =
        LINES.keySet().stream()
            .map(
                name ->
                    new Case(
                        name + ".enabled", "[" + name + "]", "[" + name + "]\nenabled = false"));
    Stream<Case> plain =
        LINES.entrySet().stream()
            .flatMap(
                table ->
                    table.getValue().stream()
                        .map(
                            line ->
                                new Case(
                                    table.getKey() + "." + line.substring(0, line.indexOf(' ')),
                                    "[" + table.getKey() + "]",
                                    "[" + table.getKey() + "]\n" + line)));
    Case preset = new Case("preset", "", "preset = \"minimal\"");
    return Stream.of(Stream.of(preset), enabled, plain, nested().stream()).flatMap(s -> s);
  }

  /** Tests that make calls, requests and files say by tags which keys they show. */
  private static final List<Class<?>> BY_CALLS =
      List.of(
          ConfiguredCallsTest.class,
          ConfiguredModelsTest.class,
          ConfiguredAuditTest.class,
          ConfiguredTaintTest.class);

  private static Set<String> shownByCalls() {
    Set<String> keys = new TreeSet<>(Set.of("audit.ring-calls"));
    for (Class<?> tests : BY_CALLS) {
      for (Method test : tests.getDeclaredMethods()) {
        for (Tag key : test.getAnnotationsByType(Tag.class)) {
          keys.add(key.value());
        }
      }
    }
    return keys;
  }

  @Test
  void everyKeyHasACase() {
    Set<String> keys = new TreeSet<>(Set.of("preset"));
    GovernanceConfig.sections().forEach(s -> collect(keys, s.name() + ".", s.keys()));
    Set<String> covered = shownByCalls();
    cases().forEach(c -> covered.add(c.key()));

    assertEquals(keys, covered);
  }

  private static void collect(Set<String> keys, String prefix, List<? extends Key<?>> found) {
    for (Key<?> key : found) {
      keys.add(prefix + key.name());
      collect(keys, prefix + key.name() + ".", key.below());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyKeyChangesWhatTheChainDoes(Case key) {
    assertNotEquals(explained(key.without()), explained(key.with()), key.with());
  }

  private static String explained(String toml) {
    ConfiguredGovernance governance = GovernanceConfig.parse(toml, PARTS);
    return governance.tools().build().explain(TOOL).toString() + governance.models().layers();
  }
}
