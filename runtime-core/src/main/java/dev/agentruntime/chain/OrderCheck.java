package dev.agentruntime.chain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks an order of links against what they declare. Pure; stateless. */
final class OrderCheck {
  /** One bit per door in a {@code long}, and one door more than links. */
  static final int MAX_LINKS = 63;

  private OrderCheck() {}

  /**
   * Checks an order.
   *
   * @param links outermost first
   * @throws ChainOrderException naming both links, if a declaration is broken
   */
  static void check(List<Link> links) {
    if (links.size() > MAX_LINKS) {
      throw new ChainOrderException(
          "a chain must have at most " + MAX_LINKS + " links, has " + links.size());
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < links.size(); i++) {
      Integer other = places.put(links.get(i).name(), i);
      if (other != null) {
        throw new ChainOrderException(
            "two links are named '"
                + links.get(i).name()
                + "': "
                + links.get(other)
                + " and "
                + links.get(i));
      }
    }
    for (int outer = 0; outer < links.size(); outer++) {
      checkPlace(links.get(outer));
      for (String name : links.get(outer).outsideOf()) {
        Integer place = places.get(name);
        if (place != null && place <= outer) {
          throw refused(
              links.get(place),
              links.get(outer),
              "link '" + links.get(outer).name() + "' declares that it must be outside of it");
        }
      }
      for (int inner = outer + 1; inner < links.size(); inner++) {
        checkPair(links.get(outer), links.get(inner));
      }
    }
  }

  private static void checkPlace(Link link) {
    Anchor anchor = link.anchor();
    boolean mayRewrite =
        anchor.compareTo(Anchor.ENRICH) <= 0
            || anchor == Anchor.APPROVAL
            || anchor == Anchor.REVEAL;
    if (link.has(LinkTrait.REWRITES_ARGUMENTS) && !mayRewrite) {
      throw new ChainOrderException(
          "link '"
              + link.name()
              + "' rewrites arguments and must stand at ENRICH or further out, at APPROVAL or at"
              + " REVEAL, was at "
              + anchor
              + ": after ENRICH arguments are frozen");
    }
    if (link.has(LinkTrait.SEES_REAL_VALUES) && anchor.compareTo(Anchor.REVEAL) < 0) {
      throw new ChainOrderException(
          "link '"
              + link.name()
              + "' sees real values and must stand at REVEAL or further in, was at "
              + anchor);
    }
  }

  private static void checkPair(Link outer, Link inner) {
    boolean edits = inner.anchor() == Anchor.APPROVAL || inner.anchor() == Anchor.REVEAL;
    if (outer.has(LinkTrait.NEEDS_FINAL_ARGUMENTS)
        && inner.has(LinkTrait.REWRITES_ARGUMENTS)
        && !edits) {
      throw refused(
          outer, inner, "the outer one needs the final arguments, the inner one rewrites them");
    }
    if (outer.has(LinkTrait.HOLDS_RESOURCE) && inner.has(LinkTrait.WAITS_FOR_HUMAN)) {
      throw refused(
          outer, inner, "the outer one holds a resource while the inner one waits for a human");
    }
    if (outer.has(LinkTrait.RUNS_CLOCK) && inner.has(LinkTrait.WAITS_FOR_HUMAN)) {
      throw refused(
          outer, inner, "the outer one runs a clock while the inner one waits for a human");
    }
    if (outer.has(LinkTrait.PROCEEDS_AGAIN) && inner.has(LinkTrait.WAITS_FOR_HUMAN)) {
      throw refused(
          outer, inner, "the outer one proceeds again, so the inner one would ask the human again");
    }
    if (outer.has(LinkTrait.PROCEEDS_AGAIN) && inner.anchor().zone() == Anchor.Zone.CALL) {
      throw refused(
          outer,
          inner,
          "the outer one proceeds again, but the inner one belongs to the call, not to the"
              + " attempt");
    }
    boolean authorises = inner.has(LinkTrait.AUTHORISES) || inner.has(LinkTrait.WAITS_FOR_HUMAN);
    if (outer.has(LinkTrait.ANSWERS_FROM_MEMORY) && authorises) {
      throw refused(
          outer,
          inner,
          "the outer one answers from memory before the inner one has authorised the call");
    }
  }

  private static ChainOrderException refused(Link outer, Link inner, String why) {
    return new ChainOrderException(
        "link '"
            + outer.name()
            + "' (at "
            + outer.anchor()
            + ") must not be outside link '"
            + inner.name()
            + "' (at "
            + inner.anchor()
            + "): "
            + why);
  }
}
