package dev.agentruntime.middleware.enrich;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Preview;
import dev.agentruntime.middleware.pattern.NamePattern;
import dev.agentruntime.tool.ToolDescriptor;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Supplies arguments of tools that are the application's to set: the tenant, the user, the trace,
 * or whatever a {@link HostValue} makes of a call.
 *
 * <pre>{@code
 * ContextEnrichment.builder()
 *     .supply("*", "tenantId", HostValue.tenant())      // every tool that has this parameter
 *     .supply("create_ticket", "reporter", HostValue.principal())
 *     .build();
 * }</pre>
 *
 * <p>A supplied argument is taken out of the specification the model is shown, at the top level of
 * the parameters. A model that sends it all the same is told to leave it out ({@link
 * dev.agentruntime.tool.ToolOutcome.InvalidArguments}). The value is put in at {@link
 * Anchor#ENRICH}, the last place where arguments change: what is approved, digested, audited and
 * run has it. A value that is missing for a parameter the tool requires refuses the call ({@value
 * #MISSING}); one the tool does not require is left out. One that does not fit the tool's own
 * schema refuses the call as well.
 *
 * <p>Applies to tools that have a parameter it supplies, and costs others nothing. Immutable; safe
 * for use by many threads.
 */
public final class ContextEnrichment implements Layer {
  /** The name of the layer and of its link. */
  public static final String NAME = "enrichment";

  /** Why a call is refused whose run lacks what the tool requires. */
  public static final String MISSING = "host_argument_missing";

  private record Rule(NamePattern pattern, String argument, HostValue value) {}

  private final List<Rule> rules;

  private ContextEnrichment(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * Starts with nothing supplied.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ToolSpecification shownToModel(ToolDescriptor tool, ToolSpecification shown) {
    Map<String, HostValue> supplied = suppliedTo(tool);
    JsonObjectSchema parameters = shown.parameters();
    return supplied.isEmpty() || parameters == null
        ? shown
        : shown.toBuilder().parameters(without(parameters, supplied)).build();
  }

  private static JsonObjectSchema without(
      JsonObjectSchema parameters, Map<String, HostValue> supplied) {
    JsonObjectSchema.Builder left =
        JsonObjectSchema.builder()
            .description(parameters.description())
            .additionalProperties(parameters.additionalProperties())
            .definitions(parameters.definitions());
    parameters
        .properties()
        .forEach(
            (name, schema) -> {
              if (!supplied.containsKey(name)) {
                left.addProperty(name, schema);
              }
            });
    if (parameters.required() != null) {
      left.required(
          parameters.required().stream().filter(name -> !supplied.containsKey(name)).toList());
    }
    return left.build();
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    Map<String, HostValue> supplied = suppliedTo(binding.tool());
    if (supplied.isEmpty()) {
      return List.of();
    }
    JsonObjectSchema parameters =
        Objects.requireNonNull(binding.tool().specification().parameters());
    List<String> required =
        parameters.required() == null ? List.of() : List.copyOf(parameters.required());
    List<SuppliedArguments.Argument> arguments = new ArrayList<>();
    supplied.forEach(
        (name, value) ->
            arguments.add(new SuppliedArguments.Argument(name, required.contains(name), value)));
    SuppliedArguments supplying =
        new SuppliedArguments(binding.tool().name(), List.copyOf(arguments));
    return List.of(
        Link.of(Anchor.ENRICH, NAME, supplying, LinkTrait.REWRITES_ARGUMENTS)
            .previewing(Preview.running(supplying)));
  }

  /** By argument: of the rules that match a tool, the most specific one, else the last. */
  private Map<String, HostValue> suppliedTo(ToolDescriptor tool) {
    Map<String, Rule> best = new TreeMap<>();
    JsonObjectSchema parameters = tool.specification().parameters();
    for (Rule rule : rules) {
      if (!rule.pattern.matches(tool.name())) {
        continue;
      }
      if (has(parameters, rule.argument)) {
        best.merge(rule.argument, rule, (a, b) -> b.pattern.compareTo(a.pattern) >= 0 ? b : a);
      } else if (tool.known() && rule.pattern.isExact()) {
        throw new IllegalArgumentException(
            "argument '"
                + rule.argument
                + "' is to be supplied to tool '"
                + tool.name()
                + "', which has only "
                + (parameters == null ? List.of() : parameters.properties().keySet()));
      }
    }
    Map<String, HostValue> values = new LinkedHashMap<>();
    best.forEach((argument, rule) -> values.put(argument, rule.value));
    return values;
  }

  private static boolean has(@Nullable JsonObjectSchema parameters, String argument) {
    return parameters != null && parameters.properties().containsKey(argument);
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return "none of its parameters is supplied";
  }

  @Override
  public String toString() {
    return rules.stream()
        .map(rule -> rule.argument + " of " + rule.pattern)
        .collect(Collectors.joining(", ", "ContextEnrichment(", ")"));
  }

  /** Collects what is supplied. Confined to one thread. */
  public static final class Builder {
    private final List<Rule> rules = new ArrayList<>();

    private Builder() {}

    /**
     * Supplies an argument. Where several patterns match a tool, the most specific one counts, of
     * equally specific ones the one given last.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters; with a {@code
     *     *} the tools that lack the parameter are left alone, without one it is an error
     * @param argument the name of a parameter, not blank
     * @param value says the value
     * @return this builder
     * @throws IllegalArgumentException if the pattern or the argument is blank
     */
    public Builder supply(String toolPattern, String argument, HostValue value) {
      if (Objects.requireNonNull(argument, "argument").isBlank()) {
        throw new IllegalArgumentException(
            "enrichment argument of tools '"
                + toolPattern
                + "' must not be blank, was '"
                + argument
                + "'");
      }
      Objects.requireNonNull(value, "value");
      rules.add(new Rule(new NamePattern(toolPattern), argument, value));
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public ContextEnrichment build() {
      return new ContextEnrichment(List.copyOf(rules));
    }
  }
}
