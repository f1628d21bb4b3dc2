package dev.agentruntime.chain;

import static dev.agentruntime.chain.Chains.chain;
import static dev.agentruntime.chain.Chains.link;
import static dev.agentruntime.chain.Chains.pass;
import static dev.agentruntime.chain.Chains.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Links run in the order of their anchors, and the chain says which. */
class ToolChainTest {

  @Test
  void theOrderIsThatOfTheAnchorsWhateverTheOrderGiven() {
    List<Link> links = new ArrayList<>();
    for (Anchor anchor : Anchor.values()) {
      links.add(pass(anchor, anchor.name().toLowerCase(java.util.Locale.ROOT)));
    }
    Collections.reverse(links);

    ToolChain chain = chain(links.toArray(Link[]::new));

    assertEquals(Arrays.asList(Anchor.values()), chain.links().stream().map(Link::anchor).toList());
  }

  @Test
  void linksAtOneAnchorKeepTheOrderGiven() {
    ToolChain chain =
        chain(
            pass(Anchor.POLICY, "b"),
            pass(Anchor.GUARD, "g"),
            pass(Anchor.POLICY, "a"),
            pass(Anchor.POLICY, "c"));

    assertEquals("g(b(a(c(echo))))", chain.toString());
  }

  @Test
  void theChainPrintsAsNesting() {
    ToolChain chain =
        chain(
            pass(Anchor.GUARD, "guard"),
            pass(Anchor.CALL_TIMEOUT, "timeout"),
            pass(Anchor.OBSERVE, "log"));

    assertEquals("guard(log(timeout(echo)))", chain.toString());
    assertEquals("echo", chain().toString());
  }

  @Test
  void linksNestAroundTheTool() throws InterruptedException {
    List<String> trail = new ArrayList<>();
    ToolChain chain =
        chain(
            call -> {
              trail.add("tool");
              return ToolOutcome.success("done");
            },
            tracing(Anchor.TOOL, "inner", trail),
            tracing(Anchor.GUARD, "outer", trail));

    run(chain);

    assertEquals(List.of("outer in", "inner in", "tool", "inner out", "outer out"), trail);
  }

  @Test
  void aChainOfAsManyLinksAsThereAreBitsRuns() throws InterruptedException {
    AtomicInteger passed = new AtomicInteger();
    ToolMiddleware counting =
        (call, next) -> {
          passed.incrementAndGet();
          return next.handle(call);
        };
    Link[] links =
        IntStream.range(0, OrderCheck.MAX_LINKS)
            .mapToObj(i -> link(Anchor.POLICY, "link-" + i, counting))
            .toArray(Link[]::new);

    assertEquals(ToolOutcome.success("done"), run(chain(links)));
    assertEquals(63, passed.get());
  }

  @Test
  void theInnermostOfSoManyLinksIsWatchedLikeTheFirst() {
    ToolMiddleware twice =
        (call, next) -> {
          next.handle(call);
          return next.handle(call);
        };
    Link[] links =
        IntStream.range(0, OrderCheck.MAX_LINKS)
            .mapToObj(
                i ->
                    i == OrderCheck.MAX_LINKS - 1
                        ? link(Anchor.TOOL, "last", twice)
                        : pass(Anchor.POLICY, "link-" + i))
            .toArray(Link[]::new);

    assertEquals(
        "last", assertThrows(MiddlewareContractException.class, () -> run(chain(links))).link());
  }

  @Test
  void aCheckRefusesOnTheWayIn() throws InterruptedException {
    ToolOutcome refusal = new ToolOutcome.Blocked("peek", "closed", "Not now.", null);
    AtomicBoolean closed = new AtomicBoolean();
    ToolChain chain = chain(Link.check(Anchor.PEEK, "peek", call -> closed.get() ? refusal : null));

    assertEquals(ToolOutcome.success("done"), run(chain));
    closed.set(true);
    assertSame(refusal, run(chain));
  }

  @Test
  void recheckAsksEveryAdmissionAgainWithTheCallAsItIsNow() throws InterruptedException {
    ToolOutcome refusal = new ToolOutcome.Blocked("policy", "denied", "No.", null);
    Admission noAmount = call -> call.arguments().text().contains("amount") ? refusal : null;
    List<ToolOutcome> rechecked = new ArrayList<>();
    ToolMiddleware human =
        (call, next) -> {
          assertNull(call.recheck());
          rechecked.add(
              java.util.Objects.requireNonNull(
                  call.withArguments(ToolArguments.ofText("{\"amount\":1}")).recheck()));
          return next.handle(call);
        };
    ToolChain chain =
        chain(
            Link.check(Anchor.POLICY, "policy", noAmount),
            Link.check(Anchor.PEEK, "peek", call -> null),
            link(
                Anchor.APPROVAL,
                "human",
                human,
                LinkTrait.WAITS_FOR_HUMAN,
                LinkTrait.REWRITES_ARGUMENTS));

    assertEquals(ToolOutcome.success("done"), run(chain));
    assertEquals(List.of(refusal), rechecked);
  }

  @Test
  void aLayerThatDoesNotApplyIsAbsentFromTheChain() {
    Layer onlyForRestart =
        new Layer() {
          @Override
          public String name() {
            return "restart-only";
          }

          @Override
          public List<Link> bind(LayerBinding binding) {
            return binding.tool().name().equals("restart")
                ? List.of(pass(Anchor.POLICY, "restart-only"))
                : List.of();
          }
        };
    Layer always = Layer.of(Anchor.GUARD, "always", Chains.PASS);

    assertEquals("always(echo)", composed("echo", always, onlyForRestart).toString());
    assertEquals(
        "always(restart-only(restart))", composed("restart", always, onlyForRestart).toString());
    assertEquals(1, composed("echo", always, onlyForRestart).links().size());
  }

  @Test
  void viewsOfACallShareItsIdentity() throws InterruptedException {
    Kept<ToolCall> kept = new Kept<>();
    run(
        chain(
            call -> {
              kept.set(call);
              return ToolOutcome.success("done");
            }));
    ToolCall call = kept.get();

    ToolCall later =
        call.nextAttempt()
            .withDeadline(Deadline.afterNanos(5, 0))
            .withArguments(ToolArguments.ofText("{\"a\":1}"));

    assertEquals(call.callId(), later.callId());
    assertEquals(call.ref(), later.ref());
    assertEquals(call.idempotencyKey(), later.idempotencyKey());
    assertEquals(2, later.attempt());
    assertEquals("run-1-1-0", later.idempotencyKey());
    assertEquals("ToolCall(c1, echo, attempt 2)", later.toString());
  }

  @Test
  void aDeadlineCanOnlyComeNearer() throws InterruptedException {
    Kept<ToolCall> kept = new Kept<>();
    ToolChain chain =
        chain(
            call -> {
              kept.set(call);
              return ToolOutcome.success("done");
            });
    chain.run(
        new FakeRun(Deadline.afterNanos(100, 0)), Chains.identity("c1"), ToolArguments.empty());
    ToolCall call = kept.get();

    assertEquals(100, call.deadline().nanos());
    assertEquals(40, call.withDeadline(Deadline.afterNanos(40, 0)).deadline().nanos());
    assertSame(call, call.withDeadline(Deadline.afterNanos(200, 0)));
    assertSame(call, call.withDeadline(Deadline.never()));
    assertFalse(call.deadline().isNever());
    assertTrue(
        call.withDeadline(Deadline.afterNanos(40, 0))
                .withDeadline(Deadline.afterNanos(60, 0))
                .deadline()
                .nanos()
            == 40);
  }

  private static ToolChain composed(String tool, Layer... layers) {
    RuntimeServices services = new FakeServices().get();
    List<Link> links = new ArrayList<>();
    for (Layer layer : layers) {
      links.addAll(layer.bind(new LayerBinding(Chains.tool(tool), layer.name(), services)));
    }
    return ToolChain.compose(Chains.tool(tool), links, Chains.DONE);
  }

  private static Link tracing(Anchor anchor, String name, List<String> trail) {
    return link(
        anchor,
        name,
        (call, next) -> {
          trail.add(name + " in");
          ToolOutcome outcome = next.handle(call);
          trail.add(name + " out");
          return outcome;
        });
  }
}
