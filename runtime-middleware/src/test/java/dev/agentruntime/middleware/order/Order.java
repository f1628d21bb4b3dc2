package dev.agentruntime.middleware.order;

import dev.agentruntime.chain.Admission;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import java.util.ArrayList;
import java.util.List;

/** How two layers stand to each other. */
enum Order {
  /** As their anchors say, and at one anchor as they are given. */
  CANONICAL {
    @Override
    List<Layer> of(Layer outer, Layer inner) {
      return List.of(outer, inner);
    }
  },
  /** All links of the one that belongs further in, then all of the other. No chain allows it. */
  SWAPPED {
    @Override
    List<Layer> of(Layer outer, Layer inner) {
      return List.of(unchecked(inner, false), unchecked(outer, false));
    }
  },
  /** The inner one looks at nothing before it acts. */
  WITHOUT_PEEK {
    @Override
    List<Layer> of(Layer outer, Layer inner) {
      return List.of(unchecked(outer, false), unchecked(inner, true));
    }
  };

  abstract List<Layer> of(Layer outer, Layer inner);

  /** The layer's links, all at one anchor, so that they stand as given, and declaring nothing. */
  private static Layer unchecked(Layer layer, boolean withoutPeek) {
    return new Layer() {
      @Override
      public String name() {
        return layer.name();
      }

      @Override
      public List<Link> bind(LayerBinding binding) {
        List<Link> links = new ArrayList<>();
        for (Link link : layer.bind(binding)) {
          if (!withoutPeek || link.anchor() != Anchor.PEEK) {
            links.add(unchecked(link));
          }
        }
        return links;
      }
    };
  }

  private static Link unchecked(Link link) {
    Admission admission = link.admission().orElse(null);
    Link free =
        admission != null
            ? Link.check(Anchor.REVEAL, link.name(), admission)
            : Link.of(
                Anchor.REVEAL,
                link.name(),
                link.middleware(),
                LinkTrait.REWRITES_ARGUMENTS,
                LinkTrait.PROCEEDS_AGAIN);
    return link.preview().map(free::previewing).orElse(free);
  }
}
