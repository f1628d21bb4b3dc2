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

/**
 * Calls of one tool through some layers, each call with arguments and a result of its own, so that
 * nothing goes round in circles; arguments are decoded beforehand. Confined to one thread.
 */
final class GovernedCall {
  /** More than loop detection remembers. */
  private static final int CALLS = 64;

  private static final ToolDescriptor TOOL =
      new ToolDescriptor(
          "search",
          ToolSpecification.builder()
              .name("search")
              .parameters(JsonObjectSchema.builder().addStringProperty("query").build())
              .build(),
          ToolTraits.of(ToolTrait.READ_ONLY, ToolTrait.IDEMPOTENT, ToolTrait.INTERRUPTIBLE),
          true);

  private final BenchRun run = new BenchRun();
  private final List<ToolChain.Identity> identities = new ArrayList<>();
  private final List<ToolArguments> arguments = new ArrayList<>();
  private final List<ToolOutcome> results = new ArrayList<>();
  private final ToolChain chain;
  private int next;

  /** With so many characters of arguments, and of result. */
  GovernedCall(int characters, Iterable<Layer> layers) {
    for (int i = 0; i < CALLS; i++) {
      String start = "{\"query\":\"" + i + " ";
      ToolArguments decoded =
          ToolArguments.ofText(start + "x".repeat(characters - start.length() - 2) + "\"}");
      decoded.object();
      arguments.add(decoded);
      identities.add(new ToolChain.Identity("call-" + i, TOOL.name(), i + 1, 0, null));
      String answer = i + " ";
      results.add(ToolOutcome.success(answer + "y".repeat(characters - answer.length())));
    }
    List<Link> links = new ArrayList<>();
    for (Layer layer : layers) {
      links.addAll(layer.bind(new LayerBinding(TOOL, layer.name(), run.services())));
    }
    this.chain = ToolChain.compose(TOOL, links, call -> results.get(call.turn() - 1));
  }

  ToolOutcome call() throws InterruptedException {
    int current = next;
    next = current + 1 & CALLS - 1;
    return chain.run(run, identities.get(current), arguments.get(current));
  }

  /** The tool without a chain. */
  ToolOutcome bare() {
    int current = next;
    next = current + 1 & CALLS - 1;
    return results.get(current);
  }

  int links() {
    return chain.links().size();
  }

  @Override
  public String toString() {
    return chain.toString();
  }
}
