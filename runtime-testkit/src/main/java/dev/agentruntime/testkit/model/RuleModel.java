package dev.agentruntime.testkit.model;

import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model that decides by rules, from nothing but the conversation: the first rule whose condition
 * holds says what to do.
 *
 * <pre>{@code
 * RuleModel model = RuleModel.builder()
 *     .when("nothing looked at yet", talk -> talk.results().isEmpty(), talk -> Turn.call("disk_usage", "{}"))
 *     .when("disk full", talk -> talk.lastResultOf("disk_usage").get().text().contains("100%"),
 *         talk -> Turn.answer("The disk is full."))
 *     .otherwise(talk -> Turn.answer("I found nothing."))
 *     .build();
 * }</pre>
 *
 * <p>It keeps no state between requests but the record of them, so any number of conversations may
 * share it. If no rule holds, or one throws, the model throws an {@link AssertionError} that names
 * the rules and what was asked. Safe for use by many threads, if the rules are.
 */
public final class RuleModel implements ChatModel {
  private record Rule(
      String name, Predicate<Conversation> condition, Function<Conversation, Turn> answer) {}

  /**
   * One decision.
   *
   * @param rule the name of the rule that held
   * @param request what was asked
   */
  public record Decision(String rule, ChatRequest request) {}

  private static final String OTHERWISE = "otherwise";

  private final TimeSource time;
  private final List<Rule> rules;

  /** Guarded by its own lock. */
  private final List<Decision> decisions = new ArrayList<>();

  private RuleModel(Builder from) {
    this.time = from.time;
    this.rules = List.copyOf(from.rules);
  }

  /**
   * Starts a set of rules.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Does what the first rule that holds says; null if that is a {@link Turn#nullResponse()}. */
  @Override
  public @Nullable ChatResponse doChat(ChatRequest request) {
    Conversation conversation = new Conversation(request);
    for (Rule rule : rules) {
      Turn turn = decide(rule, conversation);
      if (turn != null) {
        synchronized (decisions) {
          decisions.add(new Decision(rule.name(), request));
        }
        return turn.play(request, conversation.turn(), time);
      }
    }
    throw new AssertionError("no rule matched: none of " + names() + " holds for " + conversation);
  }

  private static @Nullable Turn decide(Rule rule, Conversation conversation) {
    try {
      return rule.condition().test(conversation)
          ? Objects.requireNonNull(
              rule.answer().apply(conversation), "the turn a rule answers with")
          : null;
    } catch (RuntimeException e) {
      throw new AssertionError("rule '" + rule.name() + "' failed for " + conversation, e);
    }
  }

  private String names() {
    return rules.stream()
        .map(rule -> "'" + rule.name() + "'")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * What the model was asked, and which rule answered. Requests that no rule matched are not in it.
   *
   * @return a snapshot, in the order of the decisions
   */
  public List<Decision> decisions() {
    synchronized (decisions) {
      return List.copyOf(decisions);
    }
  }

  @Override
  public String toString() {
    return "RuleModel" + names();
  }

  /** Collects rules. Confined to one thread. */
  public static final class Builder {
    private final List<Rule> rules = new ArrayList<>();
    private TimeSource time = TimeSource.system();

    private Builder() {}

    /**
     * Sets the clock of delays and hangs; the real one unless set.
     *
     * @param clock the clock
     * @return this builder
     */
    public Builder time(TimeSource clock) {
      this.time = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Adds a rule, to be tried after those before it.
     *
     * @param name names the rule in messages and decisions
     * @param condition whether the rule holds
     * @param answer what the model then does
     * @return this builder
     */
    public Builder when(
        String name, Predicate<Conversation> condition, Function<Conversation, Turn> answer) {
      rules.add(
          new Rule(
              Objects.requireNonNull(name, "name"),
              Objects.requireNonNull(condition, "condition"),
              Objects.requireNonNull(answer, "answer")));
      return this;
    }

    /**
     * Adds a rule that always holds. Comes last.
     *
     * @param answer what the model does if no other rule holds
     * @return this builder
     */
    public Builder otherwise(Function<Conversation, Turn> answer) {
      return when(OTHERWISE, conversation -> true, answer);
    }

    /**
     * Done.
     *
     * @return the model
     * @throws IllegalStateException if there is no rule
     */
    public RuleModel build() {
      if (rules.isEmpty()) {
        throw new IllegalStateException("a RuleModel must have at least one rule, had none");
      }
      return new RuleModel(this);
    }
  }
}
