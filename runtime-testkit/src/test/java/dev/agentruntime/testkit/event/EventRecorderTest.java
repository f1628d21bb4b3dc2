package dev.agentruntime.testkit.event;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.context.Usage;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunEvent.CallRef;
import dev.agentruntime.event.RunEvent.LayerDecided;
import dev.agentruntime.event.RunEvent.ModelLayerDecided;
import dev.agentruntime.event.RunEvent.ModelTurnEnded;
import dev.agentruntime.event.RunEvent.ModelTurnStarted;
import dev.agentruntime.event.RunEvent.Origin;
import dev.agentruntime.event.RunEvent.ProgressReported;
import dev.agentruntime.event.RunEvent.RunEnded;
import dev.agentruntime.event.RunEvent.RunStarted;
import dev.agentruntime.event.RunEvent.ToolAttemptEnded;
import dev.agentruntime.event.RunEvent.ToolAttemptStarted;
import dev.agentruntime.event.RunEvent.ToolCallEnded;
import dev.agentruntime.event.RunEvent.ToolCallStarted;
import dev.agentruntime.event.RunEvent.WorkAbandoned;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RuntimeExtension.class)
class EventRecorderTest {
  private static final Origin RUN = new Origin("run-1", "agent", Instant.EPOCH);
  private static final CallRef A = new CallRef("a", "look", 1, 0);
  private static final CallRef B = new CallRef("b", "look", 1, 1);

  private static final RunEvent RUN_STARTED = new RunStarted(RUN);
  private static final RunEvent TURN_1 = new ModelTurnStarted(RUN, 1, 2);
  private static final RunEvent TURN_1_ENDED = turnEnded(1, 2);
  private static final RunEvent A_STARTED = new ToolCallStarted(RUN, A, 2);
  private static final RunEvent A_ATTEMPT = new ToolAttemptStarted(RUN, A, 1);
  private static final RunEvent A_ATTEMPT_ENDED =
      new ToolAttemptEnded(RUN, A, 1, "success", Duration.ZERO);
  private static final RunEvent A_ENDED =
      new ToolCallEnded(RUN, A, ToolOutcome.success("x"), Duration.ZERO);
  private static final RunEvent B_STARTED = new ToolCallStarted(RUN, B, 2);
  private static final RunEvent B_ENDED =
      new ToolCallEnded(RUN, B, ToolOutcome.success("x"), Duration.ZERO);
  private static final RunEvent TURN_2 = new ModelTurnStarted(RUN, 2, 5);
  private static final RunEvent TURN_2_ENDED = turnEnded(2, 0);
  private static final RunEvent ABANDONED = new WorkAbandoned(RUN, "look#0");
  private static final RunEvent RUN_ENDED = new RunEnded(RUN, "completed", "", Usage.NONE);

  private static RunEvent turnEnded(int turn, int calls) {
    return new ModelTurnEnded(RUN, turn, Duration.ZERO, calls, Usage.NONE, "tool_calls");
  }

  private static EventRecorder recorded(RunEvent... events) {
    EventRecorder recorder = new EventRecorder();
    for (RunEvent event : events) {
      recorder.onEvent(event);
    }
    return recorder;
  }

  /** A whole run, with some events left out or put in behind another. */
  private static EventRecorder run(List<RunEvent> without, RunEvent after, RunEvent... added) {
    List<RunEvent> events =
        new ArrayList<>(
            List.of(
                RUN_STARTED,
                TURN_1,
                TURN_1_ENDED,
                A_STARTED,
                B_STARTED,
                A_ATTEMPT,
                B_ENDED,
                A_ATTEMPT_ENDED,
                A_ENDED,
                TURN_2,
                TURN_2_ENDED,
                RUN_ENDED));
    events.addAll(events.indexOf(after) + 1, List.of(added));
    events.removeAll(without);
    return recorded(events.toArray(RunEvent[]::new));
  }

  private static void assertFault(String expected, EventRecorder recorder) {
    AssertionError failure = assertThrows(AssertionError.class, recorder::assertWellNested);
    assertTrue(
        String.valueOf(failure.getMessage()).contains("run run-1: " + expected),
        () -> "expected the fault '" + expected + "' in: " + failure.getMessage());
  }

  private static void assertFaultWithout(String expected, RunEvent... without) {
    assertFault(expected, run(List.of(without), RUN_STARTED));
  }

  private static void assertFaultWith(String expected, RunEvent after, RunEvent... added) {
    assertFault(expected, run(List.of(), after, added));
  }

  @Test
  void aWholeRunWithInterleavedCallsIsWellNested() {
    run(List.of(), RUN_STARTED).assertWellNested();
    run(
            List.of(),
            A_STARTED,
            new LayerDecided(RUN, A, "cache", "miss", ""),
            new ProgressReported(RUN, "half"))
        .assertWellNested();
    run(
            List.of(),
            A_ATTEMPT_ENDED,
            new ToolAttemptStarted(RUN, A, 3),
            new ToolAttemptEnded(RUN, A, 3, "success", Duration.ZERO))
        .assertWellNested();
    new EventRecorder().assertWellNested();
  }

  @Test
  void runsAreLookedAtEachForItself() {
    Origin other = new Origin("run-2", "agent/sub", Instant.EPOCH);
    run(
            List.of(),
            A_ATTEMPT,
            new RunStarted(other),
            new ModelTurnStarted(other, 1, 1),
            new ModelTurnEnded(other, 1, Duration.ZERO, 0, Usage.NONE, "answer"),
            new RunEnded(other, "completed", "", Usage.NONE))
        .assertWellNested();
    AssertionError open =
        assertThrows(
            AssertionError.class,
            () -> run(List.of(), A_ATTEMPT, new RunStarted(other)).assertWellNested());
    assertTrue(
        String.valueOf(open.getMessage()).contains("run run-2: has no RunEnded"),
        open.getMessage());
  }

  @Test
  void everyCallNeedsExactlyOneOutcome() {
    assertFaultWithout("call a of tool 'look' has no outcome", A_ENDED);
    assertFaultWithout("turn 2 started while call a had no outcome", A_ENDED);
    assertFaultWith("call a got a second outcome", A_ENDED, A_ENDED);
    assertFaultWithout("call b ended but call b was not started", B_STARTED);
    assertFaultWith("call a started twice", A_STARTED, A_STARTED);
  }

  @Test
  void everyStartNeedsItsEnd() {
    assertFaultWithout("has no RunEnded", RUN_ENDED);
    assertFaultWithout("RunEnded while turn 2 was open", TURN_2_ENDED);
    assertFaultWithout("turn 2 started while turn 1 was open", TURN_1_ENDED);
    assertFaultWithout("1 attempts never ended, but 0 were abandoned on record", A_ATTEMPT_ENDED);
  }

  @Test
  void everyEndNeedsItsStart() {
    assertFaultWithout("ModelTurnStarted before RunStarted", RUN_STARTED);
    assertFaultWithout("turn 2 ended but was not open", TURN_2);
    assertFaultWithout("attempt 1 of call a ended but was not open", A_ATTEMPT);
    assertFaultWith("RunStarted twice", RUN_STARTED, RUN_STARTED);
    assertFaultWith("RunEnded after RunEnded", RUN_ENDED, RUN_ENDED);
  }

  @Test
  void callsBelongToTheTurnThatAskedForThem() {
    assertFaultWith(
        "call c started for turn 2 after turn 1",
        A_STARTED,
        new ToolCallStarted(RUN, new CallRef("c", "x", 2, 0), 0));
    assertFaultWith(
        "call c started at position 2 of 2 calls",
        A_STARTED,
        new ToolCallStarted(RUN, new CallRef("c", "x", 1, 2), 0));
    assertFaultWith(
        "call c started at position 1 of turn 1, which another call has",
        B_STARTED,
        new ToolCallStarted(RUN, new CallRef("c", "x", 1, 1), 0));
    assertFaultWith(
        "call c started while turn 1 was open",
        TURN_1,
        new ToolCallStarted(RUN, new CallRef("c", "x", 1, 0), 0));
    assertFaultWithout("turn 2 started after turn 0", TURN_1, TURN_1_ENDED);
  }

  @Test
  void whatAModelLayerDecidesBelongsToAnOpenTurn() {
    run(List.of(), TURN_1, new ModelLayerDecided(RUN, 1, "cache", "hit", "")).assertWellNested();
    assertFaultWith(
        "layer cache decided hit in turn 2, which was not open",
        TURN_1,
        new ModelLayerDecided(RUN, 2, "cache", "hit", ""));
    assertFaultWith(
        "layer cache decided hit in turn 1, which was not open",
        TURN_1_ENDED,
        new ModelLayerDecided(RUN, 1, "cache", "hit", ""));
  }

  @Test
  void attemptsCountUpWithinTheirCall() {
    assertFaultWith("attempt 1 of call a started after attempt 1", A_ATTEMPT_ENDED, A_ATTEMPT);
    assertFaultWith(
        "attempt 2 of call a started while attempt 1 was open",
        A_ATTEMPT,
        new ToolAttemptStarted(RUN, A, 2));
    assertFaultWith(
        "attempt 2 of call a started after the call's outcome",
        A_ENDED,
        new ToolAttemptStarted(RUN, A, 2));
    assertFaultWith("attempt 1 of call a ended after the call's outcome", A_ENDED, A_ATTEMPT_ENDED);
    assertFaultsMention(
        "speaks of CallRef[callId=a, tool=other, turn=1, position=0], but that call was started as "
            + A,
        run(List.of(), A_STARTED, new ToolAttemptStarted(RUN, new CallRef("a", "other", 1, 0), 1)));
  }

  private static void assertFaultsMention(String expected, EventRecorder recorder) {
    AssertionError failure = assertThrows(AssertionError.class, recorder::assertWellNested);
    assertTrue(String.valueOf(failure.getMessage()).contains(expected), failure.getMessage());
  }

  @Test
  void aLayerDecidesOnlyAboutACallThatIsOpen() {
    assertFaultWith(
        "layer 'cache' decided hit after the outcome of call a",
        A_ENDED,
        new LayerDecided(RUN, A, "cache", "hit", ""));
    assertFaultsMention(
        "decided hit but call a was not started",
        run(List.of(), TURN_1, new LayerDecided(RUN, A, "cache", "hit", "")));
    assertFaultWith(
        "ProgressReported after RunEnded", RUN_ENDED, new ProgressReported(RUN, "late"));
  }

  @Test
  void workAbandonedOnRecordMayEndLateOrNever() {
    run(List.of(A_ATTEMPT_ENDED), A_ATTEMPT, ABANDONED).assertWellNested();
    recorded(
            RUN_STARTED,
            TURN_1,
            turnEnded(1, 1),
            A_STARTED,
            A_ATTEMPT,
            ABANDONED,
            A_ENDED,
            RUN_ENDED,
            A_ATTEMPT_ENDED,
            new ProgressReported(RUN, "still here"))
        .assertWellNested();
    // One abandonment excuses one attempt, not two.
    assertFault(
        "2 attempts never ended, but 1 were abandoned on record",
        run(List.of(A_ATTEMPT_ENDED), A_ATTEMPT, ABANDONED, new ToolAttemptStarted(RUN, B, 1)));
  }

  @Test
  void eventsCanBeTakenOneByOne() {
    EventRecorder recorder = run(List.of(), RUN_STARTED);
    assertSame(RUN_STARTED, recorder.next(RunStarted.class));
    assertSame(A_ATTEMPT, recorder.removeUpTo(ToolAttemptStarted.class));
    assertSame(B_ENDED, recorder.next(ToolCallEnded.class));
    recorder.removeUpTo(RunEnded.class);
    recorder.assertNoneLeft();
    assertEquals(12, recorder.events().size());
    assertEquals(List.of(B_ENDED, A_ENDED), recorder.events(ToolCallEnded.class));
  }

  @Test
  void takingWhatIsNotThereFailsAndTakesNothing() {
    EventRecorder recorder = recorded(RUN_STARTED, RUN_ENDED);
    assertTrue(
        String.valueOf(
                assertThrows(AssertionError.class, () -> recorder.next(RunEnded.class))
                    .getMessage())
            .startsWith("expected RunEnded, was RunStarted"));
    assertEquals(
        "expected ToolCallEnded among [RunStarted, RunEnded]",
        assertThrows(AssertionError.class, () -> recorder.removeUpTo(ToolCallEnded.class))
            .getMessage());
    assertThrows(AssertionError.class, recorder::assertNoneLeft);
    recorder.next(RunStarted.class);
    AssertionError left = assertThrows(AssertionError.class, recorder::assertNoneLeft);
    assertTrue(
        String.valueOf(left.getMessage()).startsWith("expected no more events, had [RunEnded"),
        left.getMessage());
    recorder.next(RunEnded.class);
    assertEquals(
        "expected RunEnded, but no event is left; had [RunStarted, RunEnded]",
        assertThrows(AssertionError.class, () -> recorder.next(RunEnded.class)).getMessage());
  }

  @Test
  void aTestCanWaitForAnEvent(VirtualTime time) throws Exception {
    EventRecorder recorder = recorded(RUN_STARTED);
    time.start(
        "emitter",
        () -> {
          assertDoesNotThrow(() -> time.sleep(Duration.ofMinutes(1)));
          recorder.onEvent(TURN_1);
          recorder.onEvent(A_STARTED);
        });
    assertSame(A_STARTED, recorder.await(ToolCallStarted.class, Deadline.never(), time));
    assertEquals(Duration.ofMinutes(1), time.elapsed());
    AssertionError late =
        assertThrows(
            AssertionError.class,
            () ->
                recorder.await(RunEnded.class, Deadline.after(Duration.ofSeconds(1), time), time));
    assertEquals(
        "expected RunEnded when time was up, had [RunStarted, ModelTurnStarted, ToolCallStarted]",
        late.getMessage());
  }
}
