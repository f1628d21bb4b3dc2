package dev.agentruntime.testkit.contract;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.scope.IsolatedResult;
import dev.agentruntime.scope.Isolation;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A layer that looks at one place, holds permits at another and runs the rest on a thread of its
 * own keeps the contract.
 */
class SeveralLinksContractTest extends LayerContract {
  private static final int PERMITS = 100;

  @Override
  protected Layer createLayer() {
    return new Permits();
  }

  private static final class Permits implements Layer {
    @Override
    public String name() {
      return "permits";
    }

    @Override
    public List<Link> bind(LayerBinding binding) {
      Slot<AtomicInteger> taken = binding.shared(StateScope.RUNTIME, "taken", AtomicInteger::new);
      Isolation isolation =
          Isolation.of(
              "permits", binding.time(), StragglerPolicy.of(binding.services().stragglers()));
      return List.of(
          Link.check(Anchor.PEEK, "peek", call -> taken.get(call).get() < PERMITS ? null : full())
              .outsideOf("hold"),
          Link.of(
              Anchor.BULKHEAD,
              "hold",
              (call, next) -> hold(taken.get(call), call, next),
              LinkTrait.HOLDS_RESOURCE),
          Link.of(
              Anchor.ATTEMPT_TIMEOUT,
              "isolate",
              (call, next) -> isolate(isolation, call, next),
              LinkTrait.ISOLATES));
    }

    private static ToolOutcome full() {
      return new ToolOutcome.Blocked("permits", "full", "All permits are taken.", null);
    }

    private static ToolOutcome hold(AtomicInteger taken, ToolCall call, ToolHandler next)
        throws InterruptedException {
      if (taken.incrementAndGet() > PERMITS) {
        taken.decrementAndGet();
        return full();
      }
      try {
        return next.handle(call);
      } finally {
        taken.decrementAndGet();
      }
    }

    private static ToolOutcome isolate(Isolation isolation, ToolCall call, ToolHandler next)
        throws InterruptedException {
      ToolCall fork = call.fork();
      IsolatedResult<ToolOutcome> result =
          isolation.call(call.callId(), Deadline.never(), () -> next.handle(fork));
      return switch (result) {
        case IsolatedResult.Returned<ToolOutcome>(ToolOutcome outcome) -> {
          call.absorb(fork);
          yield outcome;
        }
        case IsolatedResult.Threw<ToolOutcome>(Throwable thrown) -> throw unchecked(thrown);
        default -> throw new IllegalStateException("no deadline, but " + result);
      };
    }

    private static RuntimeException unchecked(@Nullable Throwable thrown)
        throws InterruptedException {
      return switch (thrown) {
        case InterruptedException interrupt -> throw interrupt;
        case Error error -> throw error;
        case RuntimeException exception -> exception;
        case null, default -> new IllegalStateException("cannot come from a handler", thrown);
      };
    }
  }
}
