package dev.agentruntime.middleware.internal;

import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;

/**
 * Whether a call, as it looks now, will be answered from memory and so needs no resource. A layer
 * that remembers says so at {@link dev.agentruntime.chain.Anchor#PEEK}; one that looks there
 * whether a resource will be had refuses no such call: an outage must not hide what is known.
 *
 * <p>A look and no promise: should the memory be gone by the time, the resource refuses the call
 * where it is taken. Confined to the thread running the call.
 */
public final class FromMemory {
  private static final String NAME = "from-memory";

  private boolean known;

  FromMemory() {}

  /**
   * The mark of a call; the same for every layer.
   *
   * @param binding any layer's
   * @return the slot, in scope {@link StateScope#CALL}
   */
  public static Slot<FromMemory> slot(LayerBinding binding) {
    return new LayerBinding(binding.tool(), NAME, binding.services())
        .shared(StateScope.CALL, NAME, FromMemory::new);
  }

  /**
   * For the layer that remembers.
   *
   * @param answer whether it has an answer
   */
  public void known(boolean answer) {
    known = answer;
  }

  /**
   * For the layers that look.
   *
   * @param slot the mark
   * @param call a call
   * @return true if it will be answered from memory
   */
  public static boolean answers(Slot<FromMemory> slot, ToolCall call) {
    FromMemory mark = slot.getOrNull(call);
    return mark != null && mark.known;
  }
}
