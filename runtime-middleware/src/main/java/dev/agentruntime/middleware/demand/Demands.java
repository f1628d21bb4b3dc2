package dev.agentruntime.middleware.demand;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Preview;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a human must be asked about one call: a rule says so, tainted or repaired arguments, an
 * effect that cannot be undone. Layers outside the approval {@linkplain #add add} reasons, the
 * approval layer asks about all of them at once and says that they are {@linkplain #answered()
 * answered}.
 *
 * <pre>{@code
 * // when bound
 * Slot<Demands> demands = Demands.slot(binding);
 * Link gate = Demands.gate(NAME, binding);
 * // per call, outside APPROVAL
 * demands.get(call).add(new Demand(NAME, "rule-7", "Deletions are for people to decide"));
 * // in the approval layer
 * Demands why = demands.getOrNull(call); // null for nearly every call
 * }</pre>
 *
 * <p>A layer that adds demands contributes a {@linkplain #gate gate} too: with nobody in the chain
 * to ask, or with one who did not, the call is refused there. So demanding fails closed.
 *
 * <p>A demand may come up when the call is looked at again after the wait, by a rule that changed
 * meanwhile; {@link #open()} then says that there is more to ask. A demand is never withdrawn.
 *
 * <p>Kept in scope {@link StateScope#CALL}. Confined to the thread running the call.
 */
public final class Demands {
  /** The reason code of a call that was refused because nobody answered. */
  public static final String NOBODY_ASKED = "nobody_asked";

  private static final String NAME = "demands";

  private final List<Demand> all = new ArrayList<>(2);
  private int answered;

  Demands() {}

  /**
   * The place of a call's demands; the same for every layer.
   *
   * @param binding any layer's
   * @return the slot; read it with {@link Slot#getOrNull} so that calls without demands cost
   *     nothing
   */
  public static Slot<Demands> slot(LayerBinding binding) {
    return new LayerBinding(binding.tool(), NAME, binding.services())
        .shared(StateScope.CALL, NAME, Demands::new);
  }

  /**
   * A link that refuses calls with demands nobody answered. Stands inside the approval and outside
   * whatever could answer the call.
   *
   * @param layer the name of the layer that adds demands
   * @param binding the layer's
   * @return a link of its own name at {@link Anchor#CACHE}
   */
  public static Link gate(String layer, LayerBinding binding) {
    Slot<Demands> demands = slot(binding);
    ToolMiddleware gate = (call, next) -> answeredOnly(demands, call, next);
    return Link.of(Anchor.CACHE, layer + "-" + NAME, gate, LinkTrait.AUTHORISES)
        .previewing(Preview.running(gate));
  }

  private static ToolOutcome answeredOnly(Slot<Demands> demands, ToolCall call, ToolHandler next)
      throws InterruptedException {
    Demands made = demands.getOrNull(call);
    Demand open = made == null ? null : made.firstOpen();
    if (open == null) {
      return next.handle(call);
    }
    call.decided(open.layer(), NOBODY_ASKED, open.code());
    return new ToolOutcome.Rejected(
        open.layer(),
        open.reason() + " (somebody would have to approve it, and nobody could be asked)");
  }

  /**
   * Adds a reason. Adding the same one again changes nothing, so looking at a call twice does not
   * ask twice.
   *
   * @param demand the reason
   */
  public void add(Demand demand) {
    if (!all.contains(demand)) {
      all.add(demand);
    }
  }

  /**
   * All reasons.
   *
   * @return an unmodifiable snapshot, in the order of adding
   */
  public List<Demand> all() {
    return List.copyOf(all);
  }

  /**
   * Whether there is a reason nobody has answered.
   *
   * @return true if a human is still to be asked
   */
  public boolean open() {
    return firstOpen() != null;
  }

  private @Nullable Demand firstOpen() {
    return answered < all.size() ? all.get(answered) : null;
  }

  /** A human who was shown all reasons so far let the call pass. For the approval layer. */
  public void answered() {
    answered = all.size();
  }

  /** How many, and nothing of what they say. */
  @Override
  public String toString() {
    return "Demands(" + all.size() + ", " + (all.size() - answered) + " open)";
  }
}
