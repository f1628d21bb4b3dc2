package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolArguments;
import org.jspecify.annotations.Nullable;

/**
 * What all views of one logical call share: its identity and how far it has come in its chain.
 * Owner thread only; {@link ToolCall#fork()} makes one for another thread.
 */
final class CallState {
  final ToolChain.Identity identity;

  /**
   * One bit per door of the chain: set when it was gone through, or when its outer link has
   * returned.
   */
  long closedDoors;

  /** One bit per link that has returned; read only by doors that may be gone through again. */
  long returned;

  /** The arguments as the last door saw them. */
  @Nullable ToolArguments arguments;

  /** The thread running the call; null until a forked call reaches its first door. */
  @Nullable Thread owner;

  private @Nullable StateBox box;

  CallState(ToolChain.Identity identity, @Nullable Thread owner) {
    this.identity = identity;
    this.owner = owner;
  }

  StateBox box() {
    StateBox known = box;
    if (known == null) {
      known = new StateBox();
      box = known;
    }
    return known;
  }

  CallState fork() {
    CallState fork = new CallState(identity, null);
    fork.closedDoors = closedDoors;
    fork.returned = returned;
    fork.arguments = arguments;
    fork.box = box == null ? null : box.copy();
    return fork;
  }

  /** Takes over what a forked call left in its slots. Only after its thread has ended. */
  void absorb(CallState fork) {
    box = fork.box;
  }
}
