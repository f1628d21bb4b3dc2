package dev.agentruntime.chain;

import static dev.agentruntime.chain.Chains.chain;
import static dev.agentruntime.chain.Chains.link;
import static dev.agentruntime.chain.Chains.pass;
import static dev.agentruntime.chain.Chains.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An exception has one name for everybody who tells of it, and names the link it came from. */
class IncidentTest {
  private final List<Incident> seen = new ArrayList<>();

  @Test
  void theInnermostLinkAnExceptionCameOutOfIsNamed() throws InterruptedException {
    run(
        chain(
            naming("guard"),
            pass(Anchor.POLICY, "between"),
            throwing(Anchor.LOOP, "culprit"),
            pass(Anchor.TOOL, "inner")));

    assertEquals(List.of(new Incident("inc-1", "culprit")), seen);
  }

  @Test
  void everybodyWhoAsksHearsTheSameId() throws InterruptedException {
    ToolMiddleware logging =
        (call, next) -> {
          try {
            return next.handle(call);
          } catch (IllegalStateException e) {
            seen.add(call.incident(e));
            throw e;
          }
        };

    run(
        chain(
            naming("guard"),
            link(Anchor.OBSERVE, "log", logging),
            throwing(Anchor.LOOP, "culprit")));

    assertEquals(List.of(new Incident("inc-1", "culprit"), new Incident("inc-1", "culprit")), seen);
  }

  @Test
  void aBrokenContractNamesTheLinkThatBrokeIt() throws InterruptedException {
    ToolMiddleware twice =
        (call, next) -> {
          next.handle(call);
          return next.handle(call);
        };

    run(
        chain(
            naming("guard"),
            pass(Anchor.POLICY, "between"),
            link(Anchor.LOOP, "twice", twice),
            pass(Anchor.TOOL, "inner")));

    assertEquals("twice", seen.getFirst().link());
  }

  @Test
  void anExceptionOfTheInnermostStepIsTheTools() throws InterruptedException {
    run(
        chain(
            call -> {
              throw new IllegalStateException("tool");
            },
            naming("guard"),
            pass(Anchor.TOOL, "inner")));

    assertEquals("tool", seen.getFirst().link());
  }

  @Test
  void anotherExceptionIsAnotherIncident() throws InterruptedException {
    ToolMiddleware wrapping =
        (call, next) -> {
          try {
            return next.handle(call);
          } catch (IllegalStateException e) {
            seen.add(call.incident(e));
            throw new IllegalStateException("wrapped", e);
          }
        };

    run(
        chain(
            naming("guard"),
            link(Anchor.POLICY, "wrapping", wrapping),
            throwing(Anchor.LOOP, "culprit")));

    assertEquals("culprit", seen.get(0).link());
    assertEquals("wrapping", seen.get(1).link());
    assertNotEquals(seen.get(0).id(), seen.get(1).id());
  }

  @Test
  void anExceptionThatNeverLeftALinkIsOfUnknownOrigin() throws InterruptedException {
    ToolMiddleware asking =
        (call, next) -> {
          seen.add(call.incident(new IllegalStateException("made here")));
          return next.handle(call);
        };

    run(chain(link(Anchor.POLICY, "asking", asking)));

    assertEquals("unknown", seen.getFirst().link());
  }

  @Test
  void anExceptionOfAForkedCallKeepsItsOrigin() throws InterruptedException {
    ToolMiddleware forking =
        (call, next) -> {
          ToolCall fork = call.fork();
          try {
            return next.handle(fork);
          } finally {
            call.absorb(fork);
          }
        };

    run(
        chain(
            naming("guard"),
            link(Anchor.ATTEMPT_TIMEOUT, "forking", forking),
            throwing(Anchor.TOOL, "culprit")));

    assertEquals("culprit", seen.getFirst().link());
  }

  private Link naming(String name) {
    return link(
        Anchor.GUARD,
        name,
        (call, next) -> {
          try {
            return next.handle(call);
          } catch (IllegalStateException | MiddlewareContractException e) {
            seen.add(call.incident(e));
            return ToolOutcome.toolError("contained");
          }
        });
  }

  private static Link throwing(Anchor anchor, String name) {
    return link(
        anchor,
        name,
        (call, next) -> {
          throw new IllegalStateException("defect");
        });
  }
}
