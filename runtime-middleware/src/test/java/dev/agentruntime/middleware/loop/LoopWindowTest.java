package dev.agentruntime.middleware.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.tool.ToolArguments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The decisions alone: no runtime, no clock. */
class LoopWindowTest {
  private static final Pace NOT_POLLED = Pace.NOT_POLLED;

  private LoopWindow window = new LoopWindow(LoopRules.DEFAULTS);
  private final List<String> trail = new ArrayList<>();
  private int turn;

  /** One call in a turn of its own: {@code -} ran, {@code !} warned, {@code X} refused. */
  private void call(String call, String result) {
    turn++;
    trail.add(play(print(call), Occurrence.SUCCESS, result));
  }

  private void failing(String call, String message) {
    turn++;
    trail.add(play(print(call), "tool_error", message));
  }

  private String play(CallPrint print, String code, String result) {
    Refusal refusal = window.beforeCall(print, turn, NOT_POLLED, 0);
    if (refusal != null) {
      return refusal.ends() ? "XX" : "X";
    }
    Repetition found = window.afterCall(new Occurrence(print, code, result, turn, 0), NOT_POLLED);
    return found == null ? "-" : "!";
  }

  private String trail() {
    return String.join(" ", trail);
  }

  private static CallPrint print(String call) {
    return new CallPrint("tool", JsonNodeFactory.instance.objectNode().put("q", call));
  }

  @Test
  void theSameCallWithTheSameResultIsWarnedOfThenBlockedThenEndsTheRun() {
    for (int i = 0; i < 5; i++) {
      call("a", "same");
    }
    assertEquals("- - ! X XX", trail());
  }

  // A threshold is not met once only.
  @Test
  void aLoopStaysBlockedHoweverOftenItIsTried() {
    for (int i = 0; i < 9; i++) {
      call("a", "same");
    }
    assertEquals("- - ! X XX XX XX XX XX", trail());
  }

  @Test
  void pollingWhatChangesIsSilent() {
    for (int i = 0; i < 100; i++) {
      call("status", "at " + i);
    }
    assertTrue(trail.stream().allMatch("-"::equals), this::trail);
  }

  @Test
  void anotherResultBeginsAnew() {
    for (String result : List.of("1", "1", "2", "2", "1", "1", "1")) {
      call("status", result);
    }
    assertEquals("- - - - - - !", trail());
  }

  @Test
  void whatIsCalledInBetweenMakesALoopNoBetter() {
    for (int i = 0; i < 5; i++) {
      call("status", "pending");
      call("other " + i, "news " + i);
    }
    assertEquals("- - - - ! - X - XX -", trail());
  }

  @Test
  void aCheckNowAndThenInTheCourseOfLongWorkIsNoLoop() {
    for (int i = 0; i < 6; i++) {
      call("status", "fine");
      for (int j = 0; j < LoopWindow.SIZE; j++) {
        call("work " + i + " " + j, "done");
      }
    }
    assertTrue(trail.stream().allMatch("-"::equals), this::trail);
  }

  // One retry is free, and so is a later success.
  @Test
  void oneIdenticalRetryAfterAnErrorIsFreeWhateverTheLimits() {
    window = new LoopWindow(LoopRules.DEFAULTS.withWarnAt(LoopRules.NEVER).withBlockAt(2));
    failing("a", "no");
    failing("a", "no");
    failing("a", "no");
    call("b", "yes");
    call("b", "yes");
    assertEquals("- - X - XX", trail());
  }

  @Test
  void laterIdenticalErrorsCount() {
    for (int i = 0; i < 5; i++) {
      failing("a", "no such order");
    }
    assertEquals("- - ! X XX", trail());
  }

  @Test
  void anErrorAndASuccessWithTheSameTextAreDifferentResults() {
    for (int i = 0; i < 3; i++) {
      failing("a", "x");
      call("a", "x");
    }
    assertEquals("- - - - - !", trail(), "only the cycle of two is one");
  }

  // Each result differs from the one before, so no call repeats.
  @Test
  void cyclesOfTwoToFourAreFound() {
    for (int length = 2; length <= 4; length++) {
      window = new LoopWindow(LoopRules.DEFAULTS);
      trail.clear();
      for (int i = 0; i < 5 * length; i++) {
        call("toggle", "state " + i % length);
      }
      String found = "- ".repeat(3 * length - 1) + "! X XX";
      assertTrue(trail().startsWith(found), () -> "expected " + found + " …, was " + trail());
    }
  }

  @Test
  void aCycleOfFiveIsLeftToOtherLimits() {
    for (int i = 0; i < 40; i++) {
      call("toggle", "state " + i % 5);
    }
    assertTrue(trail.stream().allMatch("-"::equals), this::trail);
  }

  @Test
  void anythingElseInBetweenEndsACycle() {
    for (int i = 0; i < 40; i++) {
      call("toggle", "state " + i % 2);
      if (i % 4 == 3) {
        call("work " + i, "done");
      }
    }
    assertTrue(trail.stream().allMatch("-"::equals), this::trail);
  }

  @Test
  void onlyTheCallThatWouldGoOnWithACycleIsRefused() {
    for (int i = 0; i < 6; i++) {
      call(i % 2 == 0 ? "on" : "off", "state " + i % 2);
    }
    assertNull(window.beforeCall(print("other"), turn + 1, NOT_POLLED, 0));
    assertNotNull(window.beforeCall(print("on"), turn + 1, NOT_POLLED, 0));
  }

  @Test
  void callsOfOneTurnAreNotHeldAgainstEachOther() {
    turn = 1;
    for (int i = 0; i < 20; i++) {
      trail.add(play(print("roll"), Occurrence.SUCCESS, "6"));
    }
    assertEquals(1, trail.stream().filter("!"::equals).count(), "one note is enough");
    assertEquals(19, trail.stream().filter("-"::equals).count());
    call("roll", "6");
    assertEquals("X", trail.getLast());
  }

  @Test
  void resultsOfEarlierTurnsCountForEveryCallOfATurnAlike() {
    call("a", "same");
    call("a", "same");
    turn++;
    trail.add(play(print("a"), Occurrence.SUCCESS, "same"));
    trail.add(play(print("a"), Occurrence.SUCCESS, "same"));
    trail.add(play(print("a"), Occurrence.SUCCESS, "same"));
    assertEquals("- - ! - -", trail());
  }

  @Test
  void refusalsOfOneTurnDoNotEndTheRunBeforeTheModelHasSeenOne() {
    for (int i = 0; i < 3; i++) {
      call("a", "same");
    }
    turn++;
    trail.add(play(print("a"), Occurrence.SUCCESS, "same"));
    trail.add(play(print("a"), Occurrence.SUCCESS, "same"));
    trail.add(play(print("a"), Occurrence.SUCCESS, "same"));
    call("a", "same");
    assertEquals("- - ! X X X XX", trail());
  }

  @Test
  void aPollThatKeepsItsPaceIsNoRepetition() {
    Pace pace = Pace.of(Duration.ofSeconds(5));
    long now = Long.MAX_VALUE - Duration.ofSeconds(20).toNanos(); // the clock may overflow
    for (int i = 1; i <= 30; i++) {
      now += pace.interval();
      assertNull(window.beforeCall(print("status"), i, pace, now));
      Occurrence call = new Occurrence(print("status"), Occurrence.SUCCESS, "pending", i, now);
      assertNull(window.afterCall(call, pace));
    }
  }

  @Test
  void aPollThatDoesNotKeepItsPaceIsOneUntilItDoes() {
    Pace pace = Pace.of(Duration.ofSeconds(5));
    long now = 0;
    for (int i = 1; i <= 3; i++) {
      now++;
      Occurrence call = new Occurrence(print("status"), Occurrence.SUCCESS, "pending", i, now);
      assertEquals(i == 3, window.afterCall(call, pace) != null);
    }
    assertNotNull(window.beforeCall(print("status"), 4, pace, now + pace.interval() - 1));
    assertNull(window.beforeCall(print("status"), 4, pace, now + pace.interval()));
  }

  @Test
  void oneToolManyTimesIsNoLoop() {
    for (int i = 0; i < 50; i++) {
      call("file " + i, "written");
    }
    assertTrue(trail.stream().allMatch("-"::equals), this::trail);
  }

  @Test
  void noProgressIsFoundIfAskedFor() {
    window = new LoopWindow(LoopRules.DEFAULTS.withNoProgressAfter(4));
    for (int i = 0; i < 7; i++) {
      call("search " + i, "nothing found");
    }
    assertEquals("- - - - ! X XX", trail());
  }

  @Test
  void anythingNewIsProgress() {
    window = new LoopWindow(LoopRules.DEFAULTS.withNoProgressAfter(3));
    for (int i = 0; i < 30; i++) {
      call("search " + i, i % 3 == 0 ? "hit " + i : "nothing found");
    }
    assertTrue(trail.stream().allMatch("-"::equals), this::trail);
  }

  @Test
  void callsAreTheSameWhateverTheOrderOfPropertiesAndTheWayOfNumbers() {
    CallPrint one = new CallPrint("tool", object("{\"a\":1,\"b\":[2.0]}"));
    CallPrint other = new CallPrint("tool", object("{\"b\":[2],\"a\":1.00}"));
    assertTrue(one.same(other));
  }

  private static ObjectNode object(String json) {
    return ToolArguments.ofText(json).object();
  }

  /** "Aa" and "BB" have the same hash, in strings and so in fingerprints. */
  @Test
  void callsThatShareAHashAreNotTheSame() {
    assertEquals("Aa".hashCode(), "BB".hashCode());
    for (int i = 0; i < 10; i++) {
      call(i % 2 == 0 ? "AaAa" + "Aa".repeat(i) : "BBBB" + "BB".repeat(i), "same");
    }
    for (String call : List.of("AaAa", "AaBB", "BBAa", "BBBB")) {
      call(call, "same");
    }
    assertTrue(trail.stream().allMatch("-"::equals), this::trail);
  }
}
