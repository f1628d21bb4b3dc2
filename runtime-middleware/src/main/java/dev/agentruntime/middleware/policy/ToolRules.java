package dev.agentruntime.middleware.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a policy that may concern one tool, in the order in which they are tried: the first
 * that matches decides. Immutable; safe for use by many threads.
 */
final class ToolRules {
  private static final String CANNOT_TELL =
      "An argument is not of the kind this runtime's policy can check";

  /** Walked by every call; an array needs no iterator. Never written after construction. */
  private final Entry[] entries;

  private final PolicyDecision byDefault;
  private final boolean asksWhoCalls;

  private ToolRules(List<Entry> entries, PolicyDecision byDefault) {
    this.entries = entries.toArray(Entry[]::new);
    this.byDefault = byDefault;
    this.asksWhoCalls = entries.stream().anyMatch(entry -> entry.rule.asksWhoCalls());
  }

  static ToolRules of(Policy policy, ToolDescriptor tool) {
    List<PolicyRule> concerned =
        policy.rules().stream().filter(rule -> rule.concerns(tool)).sorted(order(tool)).toList();
    List<Entry> entries = new ArrayList<>();
    for (PolicyRule rule : concerned) {
      checkArguments(rule, tool);
      entries.add(Entry.of(rule));
    }
    return new ToolRules(entries, policy.defaultDecision());
  }

  private static Comparator<PolicyRule> order(ToolDescriptor tool) {
    Comparator<PolicyRule> deniesFirst =
        Comparator.comparing(rule -> rule.effect() != PolicyEffect.DENY);
    return deniesFirst
        .thenComparing(rule -> rule.specificityFor(tool.name()), Comparator.reverseOrder())
        .thenComparing(PolicyRule::effect, Comparator.reverseOrder())
        .thenComparing(PolicyRule::id);
  }

  /** A rule about an argument that is misspelt would never match, and so fail open. */
  private static void checkArguments(PolicyRule rule, ToolDescriptor tool) {
    JsonObjectSchema schema = tool.specification().parameters();
    boolean told = schema != null && schema.properties() != null && !schema.properties().isEmpty();
    if (!told || !rule.namesExactly(tool.name())) {
      return;
    }
    Set<String> known = schema.properties().keySet();
    for (ArgumentCondition condition : rule.conditions()) {
      ArgumentPath path = condition.path();
      if (!path.beginsAnywhere() && !known.contains(path.argument())) {
        throw new IllegalArgumentException(
            "rule '"
                + rule.id()
                + "' looks at "
                + path
                + ", but tool '"
                + tool.name()
                + "' has only the arguments "
                + new TreeSet<>(known));
      }
    }
  }

  /** Whether every call passes, so that nothing need be asked. */
  boolean allowsEverything() {
    return entries.length == 0 && byDefault.effect() == PolicyEffect.ALLOW;
  }

  /** Whether some call may need a human's word. */
  boolean mayAsk() {
    return byDefault.effect() == PolicyEffect.ASK
        || Arrays.stream(entries).anyMatch(entry -> entry.rule.effect() == PolicyEffect.ASK);
  }

  /** Whether who calls makes a difference. */
  boolean asksWhoCalls() {
    return asksWhoCalls;
  }

  /**
   * Decides.
   *
   * @param caller may be null unless {@link #asksWhoCalls}
   */
  PolicyDecision decide(ToolArguments arguments, @Nullable Caller caller) {
    for (Entry entry : entries) {
      if (caller != null && !entry.rule.isAbout(caller)) {
        continue;
      }
      Truth truth = entry.unconditional() ? Truth.YES : entry.of(arguments);
      switch (truth) {
        case YES -> {
          return entry.matched;
        }
        case UNDECIDABLE -> {
          if (entry.rule.effect() != PolicyEffect.ALLOW) {
            return entry.undecidable;
          }
        }
        case NO -> {}
      }
    }
    return byDefault;
  }

  /** A rule and the decisions it leads to, made once. */
  private record Entry(PolicyRule rule, PolicyDecision matched, PolicyDecision undecidable) {

    static Entry of(PolicyRule rule) {
      return new Entry(
          rule,
          new PolicyDecision(rule.effect(), rule.id(), false, rule.reason()),
          new PolicyDecision(PolicyEffect.DENY, rule.id(), true, CANNOT_TELL));
    }

    boolean unconditional() {
      return rule.conditions().isEmpty();
    }

    /** One condition that does not hold settles it, even beside one that cannot be judged. */
    Truth of(ToolArguments arguments) {
      ObjectNode object;
      try {
        object = arguments.object();
      } catch (MalformedArgumentsException e) {
        return Truth.UNDECIDABLE;
      }
      boolean everyOne = rule.effect() == PolicyEffect.ALLOW;
      Truth all = Truth.YES;
      for (ArgumentCondition condition : rule.conditions()) {
        Truth one = condition.of(object, everyOne);
        if (one == Truth.NO) {
          return Truth.NO;
        }
        all = one == Truth.UNDECIDABLE ? one : all;
      }
      return all;
    }
  }
}
