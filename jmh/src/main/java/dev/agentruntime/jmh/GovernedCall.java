package dev.agentruntime.jmh;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Calls of one tool through some layers, each call with arguments and a result of its own, so that
 * nothing goes round in circles; arguments are decoded beforehand. Confined to one thread.
 */
final class GovernedCall {
  /** More than loop detection remembers. */
  private static final int CALLS = 64;

  /** What most calls are: looking something up. */
  static final ToolTraits READS =
      ToolTraits.of(
          ToolTrait.READ_ONLY, ToolTrait.CACHEABLE, ToolTrait.IDEMPOTENT, ToolTrait.INTERRUPTIBLE);

  /** A tool that changes something, for layers that let others be. */
  static final ToolTraits WRITES = ToolTraits.of(ToolTrait.IDEMPOTENT, ToolTrait.INTERRUPTIBLE);

  private static final String NAME = "search";

  /** The model sends the first one; the second is for a layer that supplies it. */
  private static final ToolSpecification SPECIFICATION =
      ToolSpecification.builder()
          .name(NAME)
          .parameters(
              JsonObjectSchema.builder()
                  .addStringProperty("query")
                  .addStringProperty("tenant")
                  .build())
          .build();

  private final BenchRun run = new BenchRun();
  private final List<String> callIds = new ArrayList<>();
  private final List<ToolArguments> arguments = new ArrayList<>();
  private final List<ToolOutcome> results = new ArrayList<>();
  private final ToolChain chain;
  private int next;

  /** Calls that read, with so many characters of arguments, and of result. */
  GovernedCall(int characters, Iterable<Layer> layers) {
    this(characters, READS, layers);
  }

  /** With so many characters of arguments, and of result. */
  GovernedCall(int characters, ToolTraits traits, Iterable<Layer> layers) {
    this(
        traits,
        layers,
        number -> {
          String start = "{\"query\":\"" + number + " ";
          return start + "x".repeat(characters - start.length() - 2) + "\"}";
        },
        number -> {
          String start = number + " ";
          return start + "y".repeat(characters - start.length());
        });
  }

  /**
   * With texts that differ by the number of the call.
   *
   * @param arguments of the call with a number, a JSON object
   * @param answers what the tool says then
   */
  GovernedCall(
      ToolTraits traits,
      Iterable<Layer> layers,
      IntFunction<String> arguments,
      IntFunction<String> answers) {
    ToolDescriptor tool = new ToolDescriptor(NAME, SPECIFICATION, traits, true);
    for (int i = 0; i < CALLS; i++) {
      ToolArguments decoded = ToolArguments.ofText(arguments.apply(i));
      decoded.object();
      this.arguments.add(decoded);
      callIds.add("call-" + i);
      results.add(ToolOutcome.success(answers.apply(i)));
    }
    List<Link> links = new ArrayList<>();
    for (Layer layer : layers) {
      links.addAll(layer.bind(new LayerBinding(tool, layer.name(), run.services())));
    }
    this.chain = ToolChain.compose(tool, links, call -> results.get(call.turn() & CALLS - 1));
  }

  /** One call, in a turn of its own. */
  ToolOutcome call() throws InterruptedException {
    int turn = ++next;
    int place = turn & CALLS - 1;
    return chain.run(
        run, new ToolChain.Identity(callIds.get(place), NAME, turn, 0, null), arguments.get(place));
  }

  /** The tool without a chain. */
  ToolOutcome bare() {
    return results.get(++next & CALLS - 1);
  }

  int links() {
    return chain.links().size();
  }

  @Override
  public String toString() {
    return chain.toString();
  }
}
