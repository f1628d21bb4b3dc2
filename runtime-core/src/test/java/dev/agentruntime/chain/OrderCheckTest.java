package dev.agentruntime.chain;

import static dev.agentruntime.chain.Chains.chain;
import static dev.agentruntime.chain.Chains.pass;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Each rule of order has a chain that breaks it and one beside it that does not; the message names
 * both links.
 */
class OrderCheckTest {

  @Test
  void moreLinksThanBitsAreRefused() {
    Link[] links =
        IntStream.range(0, 64).mapToObj(i -> pass(Anchor.POLICY, "link-" + i)).toArray(Link[]::new);

    assertEquals("a chain must have at most 63 links, has 64", refusal(links));
  }

  @Test
  void twoLinksOfOneNameAreRefused() {
    assertEquals(
        "two links are named 'timeout': timeout@CALL_TIMEOUT and timeout@TOOL",
        refusal(pass(Anchor.TOOL, "timeout"), pass(Anchor.CALL_TIMEOUT, "timeout")));
  }

  @Test
  void aBlankNameIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> pass(Anchor.TOOL, " "));
  }

  @Test
  void argumentsMayBeRewrittenOnlyBeforeTheyAreFrozenOrByTheHumanOrAtTheTool() {
    for (Anchor anchor : Anchor.values()) {
      Link rewriting = pass(anchor, "rewriter", LinkTrait.REWRITES_ARGUMENTS);
      boolean allowed =
          anchor.compareTo(Anchor.ENRICH) <= 0
              || anchor == Anchor.APPROVAL
              || anchor == Anchor.REVEAL;
      if (allowed) {
        chain(rewriting);
      } else {
        assertEquals(
            "link 'rewriter' rewrites arguments and must stand at ENRICH or further out, at"
                + " APPROVAL or at REVEAL, was at "
                + anchor
                + ": after ENRICH arguments are frozen",
            refusal(rewriting));
      }
    }
  }

  @Test
  void realValuesMayBeSeenOnlyNextToTheTool() {
    for (Anchor anchor : Anchor.values()) {
      Link seeing = pass(anchor, "secrets", LinkTrait.SEES_REAL_VALUES);
      if (anchor.compareTo(Anchor.REVEAL) >= 0) {
        chain(seeing);
      } else {
        assertEquals(
            "link 'secrets' sees real values and must stand at REVEAL or further in, was at "
                + anchor,
            refusal(seeing));
      }
    }
  }

  @Test
  void aDeclaredOutsideMustBeOutside() {
    chain(pass(Anchor.POLICY, "mine").outsideOf("loop"), pass(Anchor.LOOP, "loop"));

    assertEquals(
        "link 'loop' (at LOOP) must not be outside link 'mine' (at PEEK): link 'mine' declares that"
            + " it must be outside of it",
        refusal(pass(Anchor.PEEK, "mine").outsideOf("loop"), pass(Anchor.LOOP, "loop")));
  }

  @Test
  void aDeclaredOutsideOfNobodyAsksNothing() {
    chain(pass(Anchor.PEEK, "mine").outsideOf("nobody"));
  }

  @Test
  void severalDeclaredOutsidesAllHold() {
    Link mine = pass(Anchor.LIMITS, "mine").outsideOf("peek").outsideOf("loop");

    chain(mine, pass(Anchor.PEEK, "peek"));
    assertRefusedPair("loop", "mine", mine, pass(Anchor.PEEK, "peek"), pass(Anchor.LOOP, "loop"));
  }

  @Test
  void whoNeedsFinalArgumentsStandsInsideWhoRewritesThem() {
    Link rewriter = pass(Anchor.ENRICH, "rewriter", LinkTrait.REWRITES_ARGUMENTS);

    chain(rewriter, pass(Anchor.POLICY, "policy", LinkTrait.NEEDS_FINAL_ARGUMENTS));
    assertRefusedPair(
        "policy",
        "rewriter",
        rewriter,
        pass(Anchor.NORMALISE, "policy", LinkTrait.NEEDS_FINAL_ARGUMENTS));
  }

  @Test
  void theHumansEditsAndRevealedValuesDoNotUnsettleFinalArguments() {
    chain(
        pass(Anchor.POLICY, "policy", LinkTrait.NEEDS_FINAL_ARGUMENTS),
        pass(Anchor.APPROVAL, "human", LinkTrait.REWRITES_ARGUMENTS),
        pass(Anchor.REVEAL, "reveal", LinkTrait.REWRITES_ARGUMENTS));
  }

  @Test
  void nothingIsHeldWhileAHumanThinks() {
    Link human = pass(Anchor.APPROVAL, "human", LinkTrait.WAITS_FOR_HUMAN);

    chain(human, pass(Anchor.BULKHEAD, "bulkhead", LinkTrait.HOLDS_RESOURCE));
    assertRefusedPair(
        "bulkhead", "human", human, pass(Anchor.LIMITS, "bulkhead", LinkTrait.HOLDS_RESOURCE));
  }

  @Test
  void noClockRunsWhileAHumanThinks() {
    Link human = pass(Anchor.APPROVAL, "human", LinkTrait.WAITS_FOR_HUMAN);

    chain(human, pass(Anchor.CALL_TIMEOUT, "timeout", LinkTrait.RUNS_CLOCK));
    assertRefusedPair(
        "timeout", "human", human, pass(Anchor.LIMITS, "timeout", LinkTrait.RUNS_CLOCK));
  }

  @Test
  void nobodyAsksTheHumanTwice() {
    Link human = pass(Anchor.APPROVAL, "human", LinkTrait.WAITS_FOR_HUMAN);

    chain(human, pass(Anchor.RETRY, "retry", LinkTrait.PROCEEDS_AGAIN));
    assertRefusedPair(
        "retry", "human", human, pass(Anchor.LIMITS, "retry", LinkTrait.PROCEEDS_AGAIN));
  }

  @Test
  void whatBelongsToTheCallStandsOutsideWhatRepeats() {
    Link retry = pass(Anchor.RETRY, "retry", LinkTrait.PROCEEDS_AGAIN);

    chain(retry, pass(Anchor.BREAKER, "breaker"), pass(Anchor.CALL_TIMEOUT, "timeout"));
    assertRefusedPair(
        "early",
        "loop",
        pass(Anchor.POLICY, "early", LinkTrait.PROCEEDS_AGAIN),
        pass(Anchor.LOOP, "loop"));
  }

  @Test
  void nothingRememberedIsAnsweredBeforeTheHuman() {
    Link human = pass(Anchor.APPROVAL, "human", LinkTrait.WAITS_FOR_HUMAN);

    chain(human, pass(Anchor.CACHE, "cache", LinkTrait.ANSWERS_FROM_MEMORY));
    assertRefusedPair(
        "cache", "human", human, pass(Anchor.LIMITS, "cache", LinkTrait.ANSWERS_FROM_MEMORY));
  }

  @Test
  void nothingRememberedIsAnsweredBeforeTheCallIsAuthorised() {
    Link gate = pass(Anchor.CACHE, "gate", LinkTrait.AUTHORISES);

    chain(gate, pass(Anchor.CACHE, "cache", LinkTrait.ANSWERS_FROM_MEMORY));
    assertRefusedPair(
        "cache", "gate", pass(Anchor.CACHE, "cache", LinkTrait.ANSWERS_FROM_MEMORY), gate);
  }

  private static String refusal(Link... links) {
    return String.valueOf(assertThrows(ChainOrderException.class, () -> chain(links)).getMessage());
  }

  private static void assertRefusedPair(String outer, String inner, Link... links) {
    String message = refusal(links);
    assertEquals(0, message.indexOf("link '" + outer + "' (at "), message);
    assertEquals(true, message.contains("must not be outside link '" + inner + "' (at "), message);
  }
}
