package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.EventsInterruptedException;
import dev.agentruntime.run.EventsMissedException;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.ScriptedStreamingModel;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A run's events, read by a thread that waits for them. */
final class RunEventsTest {
  private static List<String> names(Iterable<RunEvent> events) {
    List<String> names = new ArrayList<>();
    events.forEach(event -> names.add(event.getClass().getSimpleName()));
    return names;
  }

  private static StreamTurn pieces(int count) {
    StreamTurn turn = StreamTurn.begin();
    for (int i = 0; i < count; i++) {
      turn = turn.text("x");
    }
    return turn;
  }

  /** On a runtime nobody else listens to. */
  private static Agent unobserved(Stage stage, ScriptedStreamingModel model) {
    return stage.build(AgentRuntime.builder(model).time(stage.time)).agent("agent").build();
  }

  @Test
  void theyComeInOrderFromTheFirstToTheLastAndThenEnd() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.on(
              stage.time,
              Turn.call("tool", "{}").after(Duration.ofMinutes(1)),
              Turn.answer("done").after(Duration.ofMinutes(1)));
      AgentRuntime runtime =
          stage.build(
              AgentRuntime.builder(model).time(stage.time).tools(FakeTool.named("tool").build()));
      try (RunEvents events = runtime.agent("agent").build().stream("go")) {
        assertEquals(
            List.of(
                "RunStarted",
                "ModelTurnStarted",
                "ModelTurnEnded",
                "ToolCallStarted",
                "ToolAttemptStarted",
                "ToolAttemptEnded",
                "ToolCallEnded",
                "ModelTurnStarted",
                "ModelTurnEnded",
                "RunEnded"),
            names(events));
        assertEquals(Optional.empty(), events.next());
        assertEquals("done", events.run().result().orThrow());
      }
    }
  }

  @Test
  void theTextIsThatOfAllTurnsAsItComes() {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin()
                  .text("Let me look. ")
                  .complete(Turn.call("nobody", "{}").saying("Let me look. ")),
              StreamTurn.begin()
                  .text("It is")
                  .pause(Duration.ofSeconds(30))
                  .text(" full.")
                  .complete());
      try (RunEvents events = unobserved(stage, model).stream("go")) {
        List<String> said = new ArrayList<>();
        events.text().forEach(said::add);
        assertEquals(List.of("Let me look. ", "It is", " full."), said);
      }
    }
  }

  @Test
  void theTextOfAModelThatDoesNotStreamComesInOnePiece() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.on(
              stage.time, Turn.call("nobody", "{}").saying("Let me look."), Turn.answer("done"));
      try (RunEvents events = stage.agent(model).stream("go")) {
        List<String> said = new ArrayList<>();
        events.text().forEach(said::add);
        assertEquals(List.of("done"), said);
        stage.checked(events.run().result());
      }
    }
  }

  @Test
  void severalReadersGetAllOfThemAndALateOneTheRest() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time,
              StreamTurn.begin().text("a").pause(Duration.ofSeconds(9)).text("b").complete());
      try (RunEvents first = unobserved(stage, model).stream("go")) {
        while (!(first.next().orElseThrow() instanceof RunEvent.ModelStreamed)) {
          // up to the pause
        }
        try (RunEvents second = first.run().events()) {
          assertEquals(List.of("ModelStreamed", "ModelTurnEnded", "RunEnded"), names(second));
        }
        assertEquals(List.of("ModelStreamed", "ModelTurnEnded", "RunEnded"), names(first));
        try (RunEvents late = first.run().events()) {
          assertEquals(List.of(), names(late));
        }
      }
    }
  }

  @Test
  void aSlowReaderSlowsTheRunDownAndMissesNothing() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, pieces(2_000).complete());
      try (RunEvents events = unobserved(stage, model).stream("go")) {
        int seen = 0;
        for (String piece : events.text()) {
          seen += piece.length();
          if (seen % 100 == 0) {
            stage.time.sleep(RunEvents.PATIENCE.minusMillis(1));
          }
        }
        assertEquals(2_000, seen);
        assertTrue(events.run().result() instanceof RunResult.Completed);
      }
    }
  }

  @Test
  void aReaderThatStoppedReadingDoesNotHangTheRunAndIsToldOfTheGap() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, pieces(1_000).complete());
      try (RunEvents events = unobserved(stage, model).stream("go")) {
        RunResult result = events.run().result();
        assertEquals("x".repeat(1_000), result.orThrow());
        assertEquals(RunEvents.PATIENCE, stage.time.elapsed()); // waited once, not per event
        for (int i = 0; i < RunEvents.CAPACITY; i++) {
          assertTrue(events.next().isPresent());
        }
        assertThrows(EventsMissedException.class, events::next);
        assertThrows(EventsMissedException.class, () -> events.text().iterator().hasNext());
      }
    }
  }

  @Test
  void aClosedReaderIsNotWaitedForAndTheRunGoesOn() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, pieces(1_000).complete());
      RunEvents events = unobserved(stage, model).stream("go");
      assertInstanceOf(RunEvent.RunStarted.class, events.next().orElseThrow());
      events.close();
      assertEquals(Optional.empty(), events.next());
      assertEquals("x".repeat(1_000), events.run().result().orThrow());
      assertEquals(Duration.ZERO, stage.time.elapsed());
    }
  }

  @Test
  void cancellingTheRunEndsTheReadingWithItsLastEvents() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(stage.time, pieces(1_000).complete());
      try (RunEvents events = unobserved(stage, model).stream("go")) {
        stage.time.sleep(Duration.ofSeconds(1)); // its buffer is full now, and the run waits
        events.run().cancel("enough");
        RunResult result = events.run().result();
        assertTrue(result.cancelledBy().isPresent());
        assertEquals(Duration.ofSeconds(1), stage.time.elapsed());
        List<String> names = names(events);
        assertEquals("RunEnded", names.getLast());
      }
    }
  }

  @Test
  void aReaderThatIsInterruptedLeavesTheRunAlone() throws InterruptedException {
    try (Stage stage = new Stage()) {
      ScriptedStreamingModel model =
          ScriptedStreamingModel.on(
              stage.time, StreamTurn.begin().pause(Duration.ofSeconds(9)).text("a").complete());
      try (RunEvents events = unobserved(stage, model).stream("go")) {
        Iterator<RunEvent> iterator = events.iterator();
        stage.interruptMeAfter(() -> stage.time.sleep(Duration.ofSeconds(1)));
        assertThrows(
            EventsInterruptedException.class,
            () -> {
              while (iterator.hasNext()) {
                iterator.next();
              }
            });
        assertTrue(Thread.interrupted());
        stage.interruptMeAfter(() -> stage.time.sleep(Duration.ofSeconds(1)));
        assertThrows(InterruptedException.class, events::next);
        assertFalse(Thread.interrupted());
        assertEquals(List.of("ModelStreamed", "ModelTurnEnded", "RunEnded"), names(events));
        assertEquals("a", events.run().result().orThrow());
      }
    }
  }

  @Test
  void aRunNobodyReadsBuildsNoEvents() throws InterruptedException {
    try (Stage stage = new Stage()) {
      List<Boolean> observed = new ArrayList<>();
      AgentRuntime runtime =
          stage.build(
              AgentRuntime.builder(ScriptedModel.of(Turn.answer("a"), Turn.answer("b")))
                  .time(stage.time)
                  .modelMiddleware(
                      (call, next) -> {
                        observed.add(call.run().observed());
                        return next.handle(call);
                      }));
      AgentRun run = runtime.agent("agent").build().start("go");
      run.result();
      try (RunEvents events = runtime.agent("agent").build().stream("go")) {
        events.run().result();
      }
      assertEquals(List.of(false, true), observed);
    }
  }
}
