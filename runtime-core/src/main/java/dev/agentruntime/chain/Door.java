package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The way from one link to what is further in: checks that the outer link keeps its contract, runs
 * the inner one, closes the way behind it. Doors are made once per tool and shared by all calls;
 * what a call has done is kept as bits in its {@link CallState}, so a door allocates nothing.
 */
final class Door implements ToolHandler {
  private final ToolChain chain;
  private final String outerName;
  private final boolean outerRewrites;
  private final boolean outerRepeats;
  private final ToolMiddleware link;
  private final ToolHandler onward;
  private final long bit;
  private final long nextBit;
  private final String name;

  /** Bits of this door and all doors further in. */
  private final long bitsFromHere;

  /**
   * A door.
   *
   * @param chain the chain it belongs to
   * @param index counts from 0, outermost first
   * @param outer the link outside, or null for the first door
   * @param inner the link inside, or null for the last door, which leads to the tool
   * @param next the next door, or null for the last
   * @param tool what the last door leads to
   */
  Door(
      ToolChain chain,
      int index,
      @Nullable Link outer,
      @Nullable Link inner,
      @Nullable Door next,
      ToolHandler tool) {
    this.chain = chain;
    this.outerName = outer == null ? "runtime" : outer.name();
    this.outerRewrites = outer == null || outer.has(LinkTrait.REWRITES_ARGUMENTS);
    this.outerRepeats = outer != null && outer.has(LinkTrait.PROCEEDS_AGAIN);
    this.name = inner == null ? "tool" : inner.name();
    this.onward = next == null ? tool : next;
    this.link = inner == null ? (call, rest) -> rest.handle(call) : inner.middleware();
    this.bit = 1L << index;
    this.nextBit = next == null ? 0 : 1L << (index + 1);
    this.bitsFromHere = -1L << index;
  }

  @Override
  @SuppressWarnings(
      "ReferenceEquality") // identity is meant: the same tool, thread and arguments object
  public ToolOutcome handle(ToolCall call) throws InterruptedException {
    CallState state = call.state;
    if ((state.closedDoors & bit) != 0) {
      reopen(state);
    }
    if (call.tool() != chain.tool()
        || state.owner != Thread.currentThread()
        || state.arguments != call.arguments()) {
      checkRarely(call, state);
    }
    state.closedDoors |= bit;
    ToolOutcome outcome;
    try {
      outcome = link.around(call, onward);
    } finally {
      state.closedDoors |= nextBit;
      state.returned |= bit;
    }
    if (outcome == null) {
      throw new MiddlewareContractException(name, "returned null for " + call);
    }
    return outcome;
  }

  /**
   * The door was gone through, or its outer link has returned: fine only for a link that may
   * proceed again and is still at it.
   */
  private void reopen(CallState state) {
    boolean outerReturned = (state.returned & bit >>> 1) != 0;
    if (outerReturned) {
      throw new MiddlewareContractException(outerName, "proceeded after it had returned");
    }
    if (!outerRepeats) {
      throw new MiddlewareContractException(
          outerName, "proceeded more than once without declaring PROCEEDS_AGAIN");
    }
    state.closedDoors &= ~bitsFromHere;
    state.returned &= ~bitsFromHere;
  }

  @SuppressWarnings(
      "ReferenceEquality") // identity is meant: the same tool, thread and arguments object
  private void checkRarely(ToolCall call, CallState state) {
    if (call.tool() != chain.tool()) {
      throw new MiddlewareContractException(
          outerName,
          "proceeded with a call of tool '"
              + call.toolName()
              + "' in the chain of tool '"
              + chain.tool().name()
              + "'");
    }
    if (state.owner == null) {
      state.owner = Thread.currentThread();
    } else if (state.owner != Thread.currentThread()) {
      throw new MiddlewareContractException(
          outerName, "proceeded on another thread without ToolCall.fork()");
    }
    if (state.arguments != call.arguments()) {
      if (!outerRewrites) {
        throw new MiddlewareContractException(
            outerName, "changed the arguments without declaring REWRITES_ARGUMENTS");
      }
      state.arguments = call.arguments();
    }
  }
}
