package dev.agentruntime.internal.run;

import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.tool.ToolTrait;
import java.util.List;

/** A tool with its chain, ready to be called. Immutable. */
final class CompiledTool {
  final ToolChain chain;

  /** Its place in its tool set, for counting calls. */
  final int index;

  /** Must run alone. */
  final boolean exclusive;

  /**
   * May run on the run's own thread: it ends when interrupted, or a link of its chain puts it on a
   * thread that can be abandoned. Any other tool gets a child thread, so that cancelling the run
   * never has to wait for it.
   */
  final boolean inline;

  /**
   * What its links set aside for the calls of a turn, outermost first; none for nearly every tool.
   */
  final List<Link> claiming;

  /**
   * Its words are the host's. Not those of a sub-agent, whatever it declares: they are as good as
   * what it has read, and that is not known beforehand.
   */
  final boolean vouchedFor;

  CompiledTool(ToolChain chain, int index) {
    this.chain = chain;
    this.index = index;
    this.exclusive = chain.tool().traits().has(ToolTrait.EXCLUSIVE);
    this.vouchedFor =
        chain.tool().traits().has(ToolTrait.TRUSTED_OUTPUT)
            && !chain.tool().traits().has(ToolTrait.DELEGATES);
    this.inline =
        !chain.tool().known()
            || chain.tool().traits().has(ToolTrait.INTERRUPTIBLE)
            || chain.links().stream().anyMatch(link -> link.has(LinkTrait.ISOLATES));
    this.claiming = chain.links().stream().filter(link -> link.claim().isPresent()).toList();
  }
}
