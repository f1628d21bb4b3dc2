package dev.agentruntime.middleware.loop;

import org.jspecify.annotations.Nullable;

/**
 * The recent calls of one run, and whether they go round in circles. Decides by what it is told; it
 * has no clock and knows no runtime.
 *
 * <p>Calls are kept in the order in which their results came. A call <em>repeats</em> if the last
 * time it was made, among the calls kept, it gave the same result, whatever was called in between;
 * another result begins anew. A <em>cycle</em> is a sequence of {@value #MIN_CYCLE} to {@value
 * #MAX_CYCLE} calls and results that follows upon itself without anything in between.
 *
 * <p>What the model has not been told cannot be held against it: a call is refused only for results
 * that came in earlier turns, so that calls made side by side do not hinder each other and are
 * decided alike in whatever order they run.
 *
 * <p>Safe for use by many threads; the lock is held for comparing only.
 */
final class LoopWindow {
  /**
   * How many calls are kept: several rounds of the longest cycle, and few enough to forget a check
   * that is made now and then in the course of long work.
   */
  static final int SIZE = 32;

  static final int MIN_CYCLE = 2;
  static final int MAX_CYCLE = 4;

  private final LoopRules rules;

  /**
   * Whether anything ever came so far that a call might be refused. Written with the lock held,
   * read without it: nearly every call of nearly every run needs no more.
   */
  private volatile boolean mayBlock;

  // Guarded by this object's lock.
  private final @Nullable Occurrence[] kept = new Occurrence[SIZE];

  /** Of the occurrences at the same places: nearly all calls are done with by these alone. */
  private final int[] resultKeys = new int[SIZE];

  private int recorded;

  private boolean cycleWarned;
  private int blocked;
  private int firstBlockedTurn;

  LoopWindow(LoopRules rules) {
    this.rules = rules;
    this.mayBlock = rules.blockAt() == 2; // any call may be its second
  }

  /**
   * Whether a call may run.
   *
   * @param call the call
   * @param turn the model turn that asks for it
   * @param pace what its tool asks of those who poll it
   * @param now the time, of the same clock as {@link Occurrence#began}
   * @return why not, or null
   */
  @Nullable Refusal beforeCall(CallPrint call, int turn, Pace pace, long now) {
    return mayBlock ? decide(call, turn, pace, now) : null;
  }

  private synchronized @Nullable Refusal decide(CallPrint call, int turn, Pace pace, long now) {
    Repetition found = peek(call, turn, pace, now);
    return found == null ? null : refuse(found, turn);
  }

  /** What {@link #beforeCall} would refuse a call for; counts nothing. */
  synchronized @Nullable Repetition peek(CallPrint call, int turn, Pace pace, long now) {
    if (!mayBlock) {
      return null;
    }
    Repetition found = repetition(call, turn, pace, now);
    if (found == null) {
      found = cycle(call, turn);
    }
    if (found == null) {
      found = noProgress(call, turn);
    }
    return found;
  }

  private Refusal refuse(Repetition found, int turn) {
    blocked++;
    if (blocked == 1) {
      firstBlockedTurn = turn;
    }
    boolean told = turn > firstBlockedTurn || rules.stopAfter() == 1;
    return new Refusal(found, blocked, told && blocked >= rules.stopAfter());
  }

  private @Nullable Repetition repetition(CallPrint call, int turn, Pace pace, long now) {
    Occurrence last = lastOf(call);
    if (last == null || pace.isKept(last.began, now)) {
      return null;
    }
    int shown = last.repeatsShownIn(turn);
    boolean firstRetry = shown == 1 && last.isError();
    return shown >= rules.blockAt() - 1 && !firstRetry
        ? new Repetition(LoopKind.IDENTICAL_CALLS, shown)
        : null;
  }

  private @Nullable Repetition cycle(CallPrint call, int turn) {
    Occurrence newest = back(1);
    if (newest == null || newest.turn >= turn) {
      return null;
    }
    for (int length = MIN_CYCLE; length <= MAX_CYCLE; length++) {
      int rounds = rounds(newest, length);
      if (rounds >= rules.blockAt() - 1) {
        Occurrence next = back(length);
        if (next != null && next.call.same(call)) {
          return new Repetition(LoopKind.REPEATING_CYCLE, rounds);
        }
      }
    }
    return null;
  }

  private @Nullable Repetition noProgress(CallPrint call, int turn) {
    if (rules.noProgressAfter() == LoopRules.NEVER) {
      return null;
    }
    Occurrence last = lastOfTool(call);
    int shown = last == null ? 0 : last.staleShownIn(turn);
    return shown >= rules.noProgressAfter() ? new Repetition(LoopKind.NO_PROGRESS, shown) : null;
  }

  /**
   * Takes note of a call and its result.
   *
   * @param call the call; belongs to this window from now on
   * @param pace what its tool asks of those who poll it
   * @return what the model should be warned of, or null
   */
  synchronized @Nullable Repetition afterCall(Occurrence call, Pace pace) {
    Repetition found = null;
    if (isKnown(call)) {
      Repetition repetition = noteRepetition(call, pace);
      Repetition cycle = noteCycle(call);
      Repetition stale = noteProgress(call);
      found = repetition != null ? repetition : cycle != null ? cycle : stale;
    } else {
      cycleWarned = false;
    }
    int place = recorded % SIZE;
    kept[place] = call;
    resultKeys[place] = call.resultKey();
    recorded++;
    return found;
  }

  /** Whether the tool gave this result before, to this call or another. */
  private boolean isKnown(Occurrence call) {
    int key = call.resultKey();
    int places = Math.min(recorded, SIZE);
    for (int place = 0; place < places; place++) {
      Occurrence earlier = resultKeys[place] == key ? kept[place] : null;
      if (earlier != null && earlier.call.sameTool(call.call) && earlier.sameResult(call)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Repetition noteRepetition(Occurrence call, Pace pace) {
    Occurrence last = lastOf(call.call);
    if (last == null) {
      return null;
    }
    call.paced = pace.isKept(last.began, call.began);
    if (!call.sameResult(last)) {
      return null;
    }
    call.repeats = call.paced ? last.repeats : last.repeats + 1;
    call.repeatsShown = last.repeatsShownIn(call.turn);
    call.warned = last.warned;
    mayBlock = mayBlock || call.repeats >= rules.blockAt() - 1;
    boolean firstRetry = call.repeats == 2 && call.isError();
    if (call.repeats < rules.warnAt() || call.warned || call.paced || firstRetry) {
      return null;
    }
    call.warned = true;
    return new Repetition(LoopKind.IDENTICAL_CALLS, call.repeats);
  }

  private @Nullable Repetition noteCycle(Occurrence call) {
    Occurrence newest = back(1);
    int most = 0;
    for (int length = MIN_CYCLE; length <= MAX_CYCLE; length++) {
      Occurrence earlier = back(length);
      if (newest != null && earlier != null && continues(earlier, call)) {
        call.matched(length, newest.matched(length) + 1);
        most = Math.max(most, rounds(call, length));
      }
    }
    mayBlock = mayBlock || most >= rules.blockAt() - 1;
    boolean cycle = most >= rules.warnAt();
    boolean news = cycle && !cycleWarned && !call.warned;
    cycleWarned = cycle;
    return news ? new Repetition(LoopKind.REPEATING_CYCLE, most) : null;
  }

  private static boolean continues(Occurrence earlier, Occurrence call) {
    return !call.paced && earlier.sameResult(call) && earlier.call.same(call.call);
  }

  /** How often a cycle of a length has run in full when an occurrence was the last one. */
  private static int rounds(Occurrence last, int length) {
    int matched = last.matched(length);
    return matched == 0 ? 0 : matched / length + 1;
  }

  private @Nullable Repetition noteProgress(Occurrence call) {
    Occurrence last = lastOfTool(call.call);
    if (rules.noProgressAfter() == LoopRules.NEVER || last == null || call.paced) {
      return null;
    }
    call.stale = last.stale + 1;
    call.staleShown = last.staleShownIn(call.turn);
    call.staleWarned = last.staleWarned;
    mayBlock =
        mayBlock || (call.stale >= rules.noProgressAfter() && rules.blockAt() != LoopRules.NEVER);
    if (call.stale < rules.noProgressAfter() || call.staleWarned) {
      return null;
    }
    call.staleWarned = true;
    return new Repetition(LoopKind.NO_PROGRESS, call.stale);
  }

  private @Nullable Occurrence lastOf(CallPrint call) {
    for (int places = 1; places <= SIZE; places++) {
      Occurrence earlier = back(places);
      if (earlier == null || earlier.call.same(call)) {
        return earlier;
      }
    }
    return null;
  }

  private @Nullable Occurrence lastOfTool(CallPrint call) {
    for (int places = 1; places <= SIZE; places++) {
      Occurrence earlier = back(places);
      if (earlier == null || earlier.call.sameTool(call)) {
        return earlier;
      }
    }
    return null;
  }

  /** The occurrence so many places before the next one; null if there is none. */
  private @Nullable Occurrence back(int places) {
    return places > recorded || places > SIZE ? null : kept[(recorded - places) % SIZE];
  }
}
