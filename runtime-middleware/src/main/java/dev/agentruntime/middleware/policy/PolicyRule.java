package dev.agentruntime.middleware.policy;

import dev.agentruntime.middleware.pattern.NamePattern;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a policy: what it says, and of which calls. Without further words it speaks of every
 * call; each further word narrows that. Several names of one kind are alternatives, everything else
 * must hold together.
 *
 * <pre>{@code
 * PolicyRule.deny("no-big-payments", "Payments above 1,000 are made by people")
 *     .tool("pay")
 *     .when(ArgumentCondition.at("/amount").above(1_000));
 * PolicyRule.ask("writes", "It changes something outside").lacking(ToolTrait.READ_ONLY);
 * }</pre>
 *
 * <p>Immutable; the methods return changed copies.
 */
public final class PolicyRule {
  private final Verdict verdict;
  private final Subject subject;
  private final List<ArgumentCondition> conditions;
  private final Callers callers;

  /** What the rule says. */
  private record Verdict(String id, PolicyEffect effect, String reason) {}

  /** Of which tools. */
  private record Subject(List<NamePattern> tools, Set<ToolTrait> having, Set<ToolTrait> lacking) {
    Subject {
      tools = List.copyOf(tools);
      having = Set.copyOf(having);
      lacking = Set.copyOf(lacking);
      for (ToolTrait trait : having) {
        if (lacking.contains(trait)) {
          throw new IllegalArgumentException(
              "a rule must not speak of tools that both have and lack trait " + trait);
        }
      }
    }
  }

  /** Called on whose behalf. */
  private record Callers(
      List<NamePattern> principals, List<NamePattern> tenants, List<NamePattern> agents) {
    static final Callers ANYBODY = new Callers(List.of(), List.of(), List.of());

    boolean include(Caller caller) {
      return among(principals, caller.principal().orElse(null))
          && among(tenants, caller.tenant().orElse(null))
          && among(agents, caller.agentPath());
    }

    private static boolean among(List<NamePattern> patterns, @Nullable String name) {
      if (patterns.isEmpty()) {
        return true;
      }
      if (name != null) {
        for (NamePattern pattern : patterns) {
          if (pattern.matches(name)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private PolicyRule(
      Verdict verdict, Subject subject, List<ArgumentCondition> conditions, Callers callers) {
    this.verdict = verdict;
    this.subject = subject;
    this.conditions = List.copyOf(conditions);
    this.callers = callers;
  }

  private static PolicyRule of(String id, PolicyEffect effect, String reason) {
    if (Objects.requireNonNull(id, "id").isBlank()) {
      throw new IllegalArgumentException("a rule's id must not be blank, was '" + id + "'");
    }
    String sentence = reason.strip();
    String open = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    if (open.isEmpty() && effect != PolicyEffect.ALLOW) {
      throw new IllegalArgumentException(
          "reason of rule '" + id + "' must say why, was '" + reason + "'");
    }
    return new PolicyRule(
        new Verdict(id, effect, open),
        new Subject(List.of(), Set.of(), Set.of()),
        List.of(),
        Callers.ANYBODY);
  }

  /**
   * A rule that lets calls pass. Lifts a default, never a denial.
   *
   * @param id names the rule in events and audit; unique in its policy
   * @return a rule about every call
   * @throws IllegalArgumentException if the id is blank
   */
  public static PolicyRule allow(String id) {
    return of(id, PolicyEffect.ALLOW, "");
  }

  /**
   * A rule by which a human has to be asked.
   *
   * @param id names the rule in events and audit; unique in its policy
   * @param reason one sentence for the human, and for the model if nobody can be asked
   * @return a rule about every call
   * @throws IllegalArgumentException if one of them is blank
   */
  public static PolicyRule ask(String id, String reason) {
    return of(id, PolicyEffect.ASK, Objects.requireNonNull(reason, "reason"));
  }

  /**
   * A rule that refuses calls. Always wins.
   *
   * @param id names the rule in events and audit; unique in its policy
   * @param reason one sentence for the model; say what to do instead, and nothing secret
   * @return a rule about every call
   * @throws IllegalArgumentException if one of them is blank
   */
  public static PolicyRule deny(String id, String reason) {
    return of(id, PolicyEffect.DENY, Objects.requireNonNull(reason, "reason"));
  }

  /**
   * Speaks of tools of this name; said again, of these too.
   *
   * @param pattern a tool's name, in which {@code *} stands for any characters
   * @return a copy
   * @throws IllegalArgumentException if the pattern is blank
   */
  public PolicyRule tool(String pattern) {
    List<NamePattern> more = and(subject.tools, pattern);
    return new PolicyRule(
        verdict, new Subject(more, subject.having, subject.lacking), conditions, callers);
  }

  /**
   * Speaks only of tools that declare all of these traits.
   *
   * @param traits the traits
   * @return a copy
   * @throws IllegalArgumentException if a tool would have to lack one of them too
   */
  public PolicyRule having(ToolTrait... traits) {
    Set<ToolTrait> more = and(subject.having, traits);
    return new PolicyRule(
        verdict, new Subject(subject.tools, more, subject.lacking), conditions, callers);
  }

  /**
   * Speaks only of tools that declare none of these traits. A trait a tool says nothing about
   * counts as lacking: {@code lacking(READ_ONLY)} is every tool that may have effects.
   *
   * @param traits the traits
   * @return a copy
   * @throws IllegalArgumentException if a tool would have to have one of them too
   */
  public PolicyRule lacking(ToolTrait... traits) {
    Set<ToolTrait> more = and(subject.lacking, traits);
    return new PolicyRule(
        verdict, new Subject(subject.tools, subject.having, more), conditions, callers);
  }

  /**
   * Speaks only of calls with such arguments; said again, with these as well.
   *
   * @param condition what must hold
   * @return a copy
   */
  public PolicyRule when(ArgumentCondition condition) {
    List<ArgumentCondition> more = new ArrayList<>(conditions);
    more.add(Objects.requireNonNull(condition, "condition"));
    return new PolicyRule(verdict, subject, more, callers);
  }

  /**
   * Speaks only of runs on behalf of this principal; said again, of this one too. A run without a
   * principal is nobody's.
   *
   * @param pattern a principal, in which {@code *} stands for any characters
   * @return a copy
   * @throws IllegalArgumentException if the pattern is blank
   */
  public PolicyRule principal(String pattern) {
    return calledBy(new Callers(and(callers.principals, pattern), callers.tenants, callers.agents));
  }

  /**
   * Speaks only of runs of this tenant; said again, of this one too.
   *
   * @param pattern a tenant, in which {@code *} stands for any characters
   * @return a copy
   * @throws IllegalArgumentException if the pattern is blank
   */
  public PolicyRule tenant(String pattern) {
    return calledBy(new Callers(callers.principals, and(callers.tenants, pattern), callers.agents));
  }

  /**
   * Speaks only of calls by this agent; said again, by this one too.
   *
   * @param pattern an agent path such as {@code triage/researcher}, in which {@code *} stands for
   *     any characters, slashes included
   * @return a copy
   * @throws IllegalArgumentException if the pattern is blank
   */
  public PolicyRule agent(String pattern) {
    return calledBy(new Callers(callers.principals, callers.tenants, and(callers.agents, pattern)));
  }

  private PolicyRule calledBy(Callers changed) {
    return new PolicyRule(verdict, subject, conditions, changed);
  }

  private static List<NamePattern> and(List<NamePattern> known, String pattern) {
    List<NamePattern> more = new ArrayList<>(known);
    more.add(new NamePattern(pattern));
    return List.copyOf(more);
  }

  private static Set<ToolTrait> and(Set<ToolTrait> known, ToolTrait... traits) {
    EnumSet<ToolTrait> more = EnumSet.noneOf(ToolTrait.class);
    more.addAll(known);
    more.addAll(List.of(traits));
    return more;
  }

  /**
   * The rule's name.
   *
   * @return a name unique in its policy
   */
  public String id() {
    return verdict.id;
  }

  /**
   * What it says.
   *
   * @return allow, ask or deny
   */
  public PolicyEffect effect() {
    return verdict.effect;
  }

  /**
   * Why, for the model.
   *
   * @return a sentence without its full stop; empty for a rule that allows
   */
  public String reason() {
    return verdict.reason;
  }

  /** Whether it may speak of calls of a tool, whatever their arguments. */
  boolean concerns(ToolDescriptor tool) {
    boolean named =
        subject.tools.isEmpty()
            || subject.tools.stream().anyMatch(pattern -> pattern.matches(tool.name()));
    return named
        && subject.having.stream().allMatch(tool.traits()::has)
        && subject.lacking.stream().noneMatch(tool.traits()::has);
  }

  Specificity specificityFor(String tool) {
    return new Specificity(
        Specificity.mostSpecific(subject.tools, tool),
        conditions.size(),
        subject.having.size() + subject.lacking.size(),
        Specificity.callers(callers.principals, callers.tenants, callers.agents));
  }

  /** Whether it names this very tool, and not only a kind. */
  boolean namesExactly(String tool) {
    return subject.tools.stream().anyMatch(pattern -> pattern.isExact() && pattern.matches(tool));
  }

  List<ArgumentCondition> conditions() {
    return conditions;
  }

  boolean asksWhoCalls() {
    return !callers.equals(Callers.ANYBODY);
  }

  boolean isAbout(Caller caller) {
    return callers.include(caller);
  }

  /**
   * The rule in words, such as {@code deny no-big-payments: tools [pay], /amount is above 1000}.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(verdict.effect.name().toLowerCase(Locale.ROOT));
    text.append(' ').append(verdict.id).append(": ");
    text.append(subject.tools.isEmpty() ? "every tool" : "tools " + subject.tools);
    say(text, " having ", subject.having.stream().sorted().toList());
    say(text, " lacking ", subject.lacking.stream().sorted().toList());
    conditions.forEach(condition -> text.append(", ").append(condition));
    say(text, ", principals ", callers.principals);
    say(text, ", tenants ", callers.tenants);
    say(text, ", agents ", callers.agents);
    return text.toString();
  }

  private static void say(StringBuilder text, String key, List<?> values) {
    if (!values.isEmpty()) {
      text.append(key).append(values);
    }
  }
}
