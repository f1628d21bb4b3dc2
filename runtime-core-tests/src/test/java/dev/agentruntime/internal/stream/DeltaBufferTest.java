package dev.agentruntime.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DeltaBufferTest {
  private static final ModelDelta PIECE = new ModelDelta.Text("x");

  private static StreamEnd failed(String message) {
    return new StreamEnd.Failed(new IllegalStateException(message));
  }

  @Test
  void itNeverHoldsMoreThanItsCapacityAndLosesNothing() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      DeltaBuffer buffer = new DeltaBuffer(time, 3);
      for (int provider = 0; provider < 4; provider++) {
        time.start(
            "provider-" + provider,
            () -> {
              for (int i = 0; i < 10; i++) {
                buffer.put(PIECE);
              }
            });
      }
      int taken = 0;
      while (taken < 40) {
        time.settle(); // until all of them wait for room
        List<ModelDelta> batch = buffer.take(new ArrayList<>());
        assertEquals(Math.min(3, 40 - taken), batch.size());
        taken += batch.size();
      }
      assertTrue(buffer.mustWait());
    }
  }

  @Test
  void anEndComesAfterAllPiecesAndOnlyTheFirstCounts() {
    try (VirtualTime time = VirtualTime.auto()) {
      DeltaBuffer buffer = new DeltaBuffer(time, 3);
      buffer.put(PIECE);
      buffer.end(failed("first"));
      buffer.end(failed("second"));
      buffer.put(PIECE);
      assertNull(buffer.end());
      assertFalse(buffer.mustWait());
      assertEquals(List.of(PIECE), buffer.take(new ArrayList<>()));
      StreamEnd.Failed end = assertInstanceOf(StreamEnd.Failed.class, buffer.end());
      assertTrue(end.error().toString().contains("first"));
      assertFalse(buffer.mustWait());
    }
  }

  @Test
  void whoWaitsForRoomGoesOnWhenTheStreamEndsOrIsClosed() throws InterruptedException {
    for (boolean close : new boolean[] {true, false}) {
      try (VirtualTime time = VirtualTime.auto()) {
        DeltaBuffer buffer = new DeltaBuffer(time, 1);
        AtomicInteger through = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
          time.start(
              "provider-" + i,
              () -> {
                buffer.put(PIECE);
                through.incrementAndGet();
              });
        }
        time.settle();
        assertEquals(1, through.get());
        if (close) {
          buffer.close();
        } else {
          buffer.end(failed("over"));
        }
        time.settle();
        assertEquals(3, through.get());
        assertEquals(close ? 0 : 1, buffer.take(new ArrayList<>()).size());
      }
    }
  }

  // The thread is the provider's, so its interrupt is the provider's to see.
  @Test
  void anInterruptOfWhoWaitsForRoomIsKeptForLater() throws InterruptedException {
    try (VirtualTime time = VirtualTime.auto()) {
      DeltaBuffer buffer = new DeltaBuffer(time, 1);
      AtomicBoolean interrupted = new AtomicBoolean();
      buffer.put(PIECE);
      Thread provider =
          time.start(
              "provider",
              () -> {
                buffer.put(PIECE);
                interrupted.set(Thread.interrupted());
              });
      time.settle();
      time.interrupt(provider);
      time.settle();
      assertFalse(interrupted.get());
      assertEquals(1, buffer.take(new ArrayList<>()).size());
      time.join(provider);
      assertTrue(interrupted.get());
      assertEquals(1, buffer.take(new ArrayList<>()).size());
    }
  }
}
