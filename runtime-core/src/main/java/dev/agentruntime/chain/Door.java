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
   * @param index counts from 0, outermost first: the door to that link, or behind the last link, to
   *     the tool
   * @param next the next door, or null for the last
   * @param tool what the last door leads to
   */
  Door(ToolChain chain, int index, @Nullable Door next, ToolHandler tool) {
    Link outer = index == 0 ? null : chain.links().get(index - 1);
    Link inner = index == chain.links().size() ? null : chain.links().get(index);
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
      "ReferenceEquality") // identity is meant: the same chain, thread and arguments object
  public ToolOutcome handle(ToolCall call) throws InterruptedException {
    CallState state = call.state;
    if (state.chain != chain || state.owner != Thread.currentThread()) {
      checkOrigin(state);
    }
    if ((state.closedDoors & bit) != 0) {
      reopen(state);
    }
    if (state.arguments != call.arguments()) {
      changeArguments(call, state);
    }
    state.closedDoors |= bit;
    ToolOutcome outcome;
    try {
      outcome = link.around(call, onward);
    } catch (Throwable e) {
      state.failed(e, name);
      throw e;
    } finally {
      state.closedDoors |= nextBit;
      state.returned |= bit;
      if (state.arguments != call.arguments()) {
        // A link further in changed them for what lies behind it; the next attempt begins with
        // these again.
        state.arguments = call.arguments();
      }
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

  @SuppressWarnings("ReferenceEquality") // identity is meant: the same chain and thread
  private void checkOrigin(CallState state) {
    if (state.chain != chain) {
      throw new MiddlewareContractException(
          outerName,
          "proceeded with a call of tool '"
              + state.chain.tool().name()
              + "' in the chain of tool '"
              + chain.tool().name()
              + "'");
    }
    if (state.owner == null) {
      state.owner = Thread.currentThread();
    } else {
      throw new MiddlewareContractException(
          outerName, "proceeded on another thread without ToolCall.fork()");
    }
  }

  private void changeArguments(ToolCall call, CallState state) {
    if (!outerRewrites) {
      throw new MiddlewareContractException(
          outerName, "changed the arguments without declaring REWRITES_ARGUMENTS");
    }
    state.arguments = call.arguments();
  }
}
