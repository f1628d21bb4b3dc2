package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;

/** Small chains around a tool that answers "done". */
final class Chains {
  static final ToolHandler DONE = call -> ToolOutcome.success("done");
  static final ToolMiddleware PASS = (call, next) -> next.handle(call);

  private Chains() {}

  static ToolDescriptor tool(String name) {
    return new ToolDescriptor(
        name, ToolSpecification.builder().name(name).build(), ToolTraits.none(), true);
  }

  static ToolChain.Identity identity(String callId) {
    return new ToolChain.Identity(callId, "echo", 1, 0, null);
  }

  static ToolChain chain(Link... links) {
    return ToolChain.compose(tool("echo"), List.of(links), DONE);
  }

  static ToolChain chain(ToolHandler tool, Link... links) {
    return ToolChain.compose(tool("echo"), List.of(links), tool);
  }

  static ToolOutcome run(ToolChain chain) throws InterruptedException {
    return chain.run(new FakeRun(), identity("c1"), ToolArguments.empty());
  }

  static Link link(Anchor anchor, String name, ToolMiddleware middleware, LinkTrait... traits) {
    return Link.of(anchor, name, middleware, traits);
  }

  static Link pass(Anchor anchor, String name, LinkTrait... traits) {
    return Link.of(anchor, name, PASS, traits);
  }
}
