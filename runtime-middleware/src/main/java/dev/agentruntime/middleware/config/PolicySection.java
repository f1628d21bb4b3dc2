package dev.agentruntime.middleware.config;

import static dev.agentruntime.middleware.config.ValueType.NUMBER;
import static dev.agentruntime.middleware.config.ValueType.TEXT;

import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.policy.ArgumentCondition;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyEffect;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.policy.PolicyRule;
import dev.agentruntime.tool.ToolTrait;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The table of the policy. */
final class PolicySection {
  private static final ValueType<PolicyEffect> EFFECT = Choices.of(PolicyEffect.values());
  static final ValueType<ToolTrait> TRAIT = Choices.of(ToolTrait.values());

  private PolicySection() {}

  private static final class Condition {
    private String at = "";
    private boolean not;
    private final List<Function<ArgumentCondition.At, ArgumentCondition>> tests = new ArrayList<>();
    private final List<String> in = new ArrayList<>();
    private final List<String> startsWith = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private final List<String> under = new ArrayList<>();

    private List<ArgumentCondition> conditions() {
      list(in, ArgumentCondition.At::in);
      list(startsWith, ArgumentCondition.At::startsWith);
      list(hosts, ArgumentCondition.At::hostIn);
      list(under, ArgumentCondition.At::under);
      if (tests.isEmpty()) {
        throw new IllegalArgumentException("a condition must test something");
      }
      ArgumentCondition.At place = ArgumentCondition.at(at);
      return tests.stream()
          .map(test -> test.apply(place))
          .map(condition -> not ? condition.not() : condition)
          .toList();
    }

    private interface ListTest {
      ArgumentCondition of(ArgumentCondition.At place, String... values);
    }

    private void list(List<String> values, ListTest test) {
      if (!values.isEmpty()) {
        tests.add(place -> test.of(place, values.toArray(String[]::new)));
      }
    }

    private static Keys<Condition> keys() {
      return new Keys<>(
          Condition::new, Stream.concat(texts().stream(), numbersAndPlaces().stream()).toList());
    }

    private static List<Key<Condition>> texts() {
      return List.of(
          Key.of(
              "at",
              TEXT,
              Key.REQUIRED,
              "a JSON pointer into the arguments, such as \"/amount\"",
              (draft, at) -> draft.at = at),
          Key.of(
              "not",
              ValueType.FLAG,
              false,
              "whether the opposite must hold",
              (draft, not) -> draft.not = not),
          Key.ifTrue(
              "present",
              "the argument is there",
              draft -> draft.tests.add(ArgumentCondition.At::present)),
          Key.each("in", TEXT, "it is one of these texts", (draft, text) -> draft.in.add(text)),
          Key.of(
              "is",
              ValueType.FLAG,
              "not tested",
              "it is true, or false",
              (draft, is) -> draft.tests.add(at -> at.equalTo(is.booleanValue()))),
          Key.of(
              "equal-to",
              ValueType.TEXT_OR_INTEGER,
              "not tested",
              "it is this text, or this integer",
              (draft, value) ->
                  draft.tests.add(
                      at ->
                          value instanceof Long number
                              ? at.equalTo(number.longValue())
                              : at.equalTo(value.toString()))),
          Key.each(
              "starts-with",
              TEXT,
              "it starts with one of these texts",
              (draft, text) -> draft.startsWith.add(text)));
    }

    private static List<Key<Condition>> numbersAndPlaces() {
      return List.of(
          Key.of(
              "at-least",
              NUMBER,
              "not tested",
              "it is a number of at least so much",
              (draft, least) -> draft.tests.add(at -> at.atLeast(least))),
          Key.of(
              "at-most",
              NUMBER,
              "not tested",
              "it is a number of at most so much",
              (draft, most) -> draft.tests.add(at -> at.atMost(most))),
          Key.of(
              "above",
              ValueType.amount(Long.MIN_VALUE),
              "not tested",
              "it is a number above",
              (draft, bound) -> draft.tests.add(at -> at.above(bound))),
          Key.each(
              "host-in",
              TEXT,
              "it is a URL of one of these hosts",
              (draft, host) -> draft.hosts.add(host)),
          Key.each(
              "under",
              TEXT,
              "it is a path below one of these directories",
              (draft, path) -> draft.under.add(path)));
    }
  }

  private static final class Rule {
    private String id = "";
    private String reason = "";
    private PolicyEffect effect = PolicyEffect.DENY;
    private final List<UnaryOperator<PolicyRule>> about = new ArrayList<>();

    private PolicyRule rule() {
      PolicyRule rule =
          switch (effect) {
            case ALLOW -> PolicyRule.allow(id);
            case ASK -> PolicyRule.ask(id, reason);
            case DENY -> PolicyRule.deny(id, reason);
          };
      for (UnaryOperator<PolicyRule> more : about) {
        rule = more.apply(rule);
      }
      return rule;
    }

    private void when(Condition condition) {
      condition.conditions().forEach(test -> about.add(rule -> rule.when(test)));
    }

    private static Keys<Rule> keys() {
      return new Keys<>(
          Rule::new,
          Stream.concat(verdictAndTools().stream(), callersAndArguments().stream()).toList());
    }

    private static List<Key<Rule>> verdictAndTools() {
      return List.of(
          Key.of(
              "id",
              TEXT,
              Key.REQUIRED,
              "names the rule in events and audit",
              (draft, id) -> draft.id = id),
          Key.of(
              "effect",
              EFFECT,
              Key.REQUIRED,
              "what the rule says",
              (draft, effect) -> draft.effect = effect),
          Key.of(
              "reason",
              TEXT,
              "none",
              "one sentence for the model; needed unless the rule allows",
              (draft, reason) -> draft.reason = reason),
          Key.each(
              "tools",
              TEXT,
              "tools it is about; all if empty",
              (draft, tool) -> draft.about.add(rule -> rule.tool(tool))),
          Key.each(
              "having",
              TRAIT,
              "traits a tool must declare",
              (draft, trait) -> draft.about.add(rule -> rule.having(trait))),
          Key.each(
              "lacking",
              TRAIT,
              "traits a tool must not declare",
              (draft, trait) -> draft.about.add(rule -> rule.lacking(trait))));
    }

    private static List<Key<Rule>> callersAndArguments() {
      return List.of(
          Key.each(
              "principals",
              TEXT,
              "for whom a run acts",
              (draft, name) -> draft.about.add(rule -> rule.principal(name))),
          Key.each(
              "tenants",
              TEXT,
              "whose run it is",
              (draft, name) -> draft.about.add(rule -> rule.tenant(name))),
          Key.each(
              "agents",
              TEXT,
              "which agent calls",
              (draft, name) -> draft.about.add(rule -> rule.agent(name))),
          Key.tables("when", "what must hold of the arguments", Condition.keys(), Rule::when));
    }
  }

  private static final class Rules {
    private PolicyEffect otherwise = Policy.DEFAULT_EFFECT;
    private final List<PolicyRule> rules = new ArrayList<>();

    private PolicyLayer build() {
      return PolicyLayer.of(Policy.otherwise(otherwise).with(rules));
    }
  }

  static Section<?> policy() {
    return Section.ofRow(
        "policy",
        GovernanceLayer.POLICY,
        (_, _) -> new Rules(),
        List.of(
            Key.of(
                "otherwise",
                EFFECT,
                "\"allow\"",
                "what holds where no rule speaks",
                (draft, effect) -> draft.otherwise = effect),
            Key.tables(
                "rules",
                "the rules; a rule that denies wins",
                Rule.keys(),
                (draft, rule) -> draft.rules.add(rule.rule()))),
        (governance, draft) -> governance.policy(draft.build()));
  }
}
