package dev.agentruntime.testkit.contract;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.MiddlewareContractException;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A layer with its links watched: how often each proceeds, what the chain refused to it, and what
 * was still going on when it returned. A link may swallow what the chain throws at it; here it is
 * on record all the same.
 *
 * <p>Links that only look (those with an admission) are left as they are. Safe for use by many
 * threads.
 */
final class Probe implements Layer {
  private final Layer layer;

  // Guarded by this object's lock.
  private final List<String> faults = new ArrayList<>();
  private int leftRunning;

  Probe(Layer layer) {
    this.layer = layer;
  }

  @Override
  public String name() {
    return layer.name();
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    return layer.bind(binding).stream().map(this::watched).toList();
  }

  private Link watched(Link link) {
    if (link.admission().isPresent()) {
      return link;
    }
    LinkTrait[] traits =
        Arrays.stream(LinkTrait.values()).filter(link::has).toArray(LinkTrait[]::new);
    Link watched =
        Link.of(link.anchor(), link.name(), (call, next) -> around(link, call, next), traits);
    for (String other : link.outsideOf()) {
      watched = watched.outsideOf(other);
    }
    return watched;
  }

  private ToolOutcome around(Link link, ToolCall call, ToolHandler next)
      throws InterruptedException {
    Visit visit = new Visit(link, next);
    try {
      return link.middleware().around(call, visit);
    } finally {
      visit.returned();
    }
  }

  private synchronized void fault(String what) {
    faults.add(what);
  }

  /** What links did wrong, in words. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** How often a link returned while what is further in was still running. */
  synchronized int leftRunning() {
    return leftRunning;
  }

  /** One passage of one call through one link. */
  private final class Visit implements ToolHandler {
    private final Link link;
    private final ToolHandler next;

    // Guarded by the probe's lock.
    private int proceeds;
    private int inside;
    private boolean returned;

    Visit(Link link, ToolHandler next) {
      this.link = link;
      this.next = next;
    }

    @Override
    public ToolOutcome handle(ToolCall call) throws InterruptedException {
      enter();
      try {
        return next.handle(call);
      } catch (MiddlewareContractException e) {
        fault(String.valueOf(e.getMessage()));
        throw e;
      } finally {
        leave();
      }
    }

    private void enter() {
      synchronized (Probe.this) {
        proceeds++;
        inside++;
        if (proceeds > 1 && !link.has(LinkTrait.PROCEEDS_AGAIN)) {
          fault(
              "link '"
                  + link.name()
                  + "' proceeded "
                  + proceeds
                  + " times without declaring PROCEEDS_AGAIN");
        }
        if (returned) {
          fault("link '" + link.name() + "' proceeded after it had returned");
        }
      }
    }

    private void leave() {
      synchronized (Probe.this) {
        inside--;
      }
    }

    private void returned() {
      synchronized (Probe.this) {
        returned = true;
        leftRunning += inside > 0 ? 1 : 0;
      }
    }
  }
}
