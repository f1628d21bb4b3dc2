package dev.agentruntime.scope;

import dev.agentruntime.context.ContextCarrier;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the host's carriers captured at one fork, and the holding of them to their contract: the
 * child's work runs exactly once, on the child's thread, whatever a carrier does. Used by one
 * child.
 */
final class CarriedContext {
  private static final Logger LOG = LoggerFactory.getLogger(CarriedContext.class);

  private final List<ContextCarrier> carriers;
  private final ContextCarrier.Snapshot[] snapshots;

  private CarriedContext(List<ContextCarrier> carriers, ContextCarrier.Snapshot[] snapshots) {
    this.carriers = carriers;
    this.snapshots = snapshots;
  }

  /** Captures on the forking thread; null if there is nothing to carry. */
  static @Nullable CarriedContext capture(List<ContextCarrier> carriers) {
    if (carriers.isEmpty()) {
      return null;
    }
    ContextCarrier.Snapshot[] snapshots = new ContextCarrier.Snapshot[carriers.size()];
    for (int i = 0; i < snapshots.length; i++) {
      ContextCarrier carrier = carriers.get(i);
      snapshots[i] =
          Objects.requireNonNull(
              carrier.capture(), () -> "context carrier " + carrier + " captured null");
    }
    return new CarriedContext(carriers, snapshots);
  }

  /**
   * Runs the child's work inside all snapshots and gives how it ended. A carrier that does not run
   * the work makes the child fail: work without the context it was promised might do something for
   * the wrong tenant. Once the work has run, its end stands.
   */
  Object around(Child<?> child) {
    Inside inside = new Inside(child);
    inside.enter(0);
    return Objects.requireNonNull(inside.end, "end of the work");
  }

  /** The way inward through the snapshots. Confined to the child's thread. */
  private final class Inside {
    private final Child<?> child;
    private final long threadId = Thread.currentThread().threadId();
    private @Nullable Object end;

    Inside(Child<?> child) {
      this.child = child;
    }

    void enter(int depth) {
      if (depth == snapshots.length) {
        end = child.work();
        return;
      }
      Throwable thrown = null;
      try {
        snapshots[depth].around(new Step(this, depth));
      } catch (Throwable e) {
        thrown = e;
      }
      if (end == null) {
        end = new Child.Failure(notRun(depth, thrown));
      } else if (thrown != null) {
        LOG.warn(
            // The class only: what came out of the work may have passed through, with its message.
            "context carrier {} threw after the work of child '{}': {}",
            carriers.get(depth),
            child.name(),
            thrown.getClass().getName());
      }
    }

    private IllegalStateException notRun(int depth, @Nullable Throwable cause) {
      return new IllegalStateException(
          "context carrier %s did not run the work of child '%s'"
              .formatted(carriers.get(depth), child.name()),
          cause);
    }
  }

  /** What one snapshot is given to run. */
  private static final class Step implements Runnable {
    private final Inside inside;
    private final int depth;
    private boolean taken;

    Step(Inside inside, int depth) {
      this.inside = inside;
      this.depth = depth;
    }

    @Override
    public void run() {
      if (taken || Thread.currentThread().threadId() != inside.threadId) {
        throw new IllegalStateException("a child's work runs once, on the child's own thread");
      }
      taken = true;
      inside.enter(depth + 1);
    }
  }
}
