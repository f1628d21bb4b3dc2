package dev.agentruntime.middleware.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Threads that are let through, vote, do not vote and come back late, all at once. */
class CircuitStressTest {
  private static final int THREADS = 8;
  private static final List<Vote> VOTES = List.of(Vote.values());
  private static final int ROUNDS = 20_000;
  private static final Duration OPEN_FOR = Duration.ofNanos(50_000);

  private final TimeSource time = TimeSource.system();
  private final Circuit circuit =
      new Circuit(
          "search", new CircuitTerms(3, 3, OPEN_FOR, Duration.ZERO), new CircuitClock(time));
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger through = new AtomicInteger();

  @Test
  void itOpensAndClosesInTurnsAndIsNeverStuck() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      threads.add(time.start("caller-" + i, () -> call(random)));
    }
    threads.forEach(time::awaitEnd);

    assertTrue(closed.get() > 10, () -> closed + " closed, " + through + " let through");
    assertTrue(opened.get() >= closed.get() - 1, () -> opened + " opened, " + closed + " closed");
    assertEquals(Circuit.Change.CLOSED, recovered(), "a healthy tool is called again");
  }

  private void call(SplittableRandom random) {
    for (int round = 0; round < ROUNDS; round++) {
      long ticket = circuit.admit(this, "call", time.nanoTime());
      if (ticket == Circuit.REFUSED) {
        continue;
      }
      through.incrementAndGet();
      Vote vote = VOTES.get(random.nextInt(VOTES.size()));
      if (random.nextInt(100) > 0) { // one in a hundred never comes back
        count(circuit.vote(ticket, vote, time.nanoTime()));
      }
    }
  }

  private void count(Circuit.Change change) {
    switch (change) {
      case NONE -> {}
      case OPENED -> opened.incrementAndGet();
      case CLOSED -> closed.incrementAndGet();
    }
  }

  private Circuit.Change recovered() {
    circuit.trip(time.nanoTime());
    long later = time.nanoTime() + OPEN_FOR.toNanos();
    return circuit.vote(circuit.admit(this, "call", later), Vote.SUCCESS, later);
  }
}
