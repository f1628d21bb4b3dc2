package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalState;
import dev.agentruntime.approval.ApprovalStore;
import dev.agentruntime.approval.ApprovalStoreException;
import dev.agentruntime.approval.Transition;
import dev.agentruntime.approval.Verdict;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@link ApprovalStore} asks of every store, races included. Extend it, say how to make the
 * store and how to close it, and run it as a JUnit 5 test class.
 *
 * <p>The suite runs on the real clock, with several threads where it tests for many.
 */
@ExtendWith(RuntimeExtension.class)
public abstract class ApprovalStoreContract {
  /** Long enough for slow machines; a store that keeps its contract takes milliseconds. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private static final int ROUNDS = 50;
  private static final int THREADS = 8;

  private @Nullable TrackedTime tracked;

  /** For subclasses. */
  protected ApprovalStoreContract() {}

  /**
   * Makes the store.
   *
   * @return a store without cases; asked anew for each test
   */
  protected abstract ApprovalStore createStore();

  /**
   * Closes a store, so that it refuses everything from then on.
   *
   * @param store what {@link #createStore} made
   */
  protected abstract void closeStore(ApprovalStore store);

  /**
   * How long something may take to end, in real time, once it has to.
   *
   * @return {@link #DEFAULT_PATIENCE} unless overridden
   */
  protected Duration patience() {
    return DEFAULT_PATIENCE;
  }

  @BeforeEach
  final void prepareContract(TrackedTime time) {
    tracked = time;
  }

  private TrackedTime time() {
    return Objects.requireNonNull(tracked);
  }

  private void assertOneWins(
      Function<ApprovalStore, ApprovalCase> start,
      Function<ApprovalCase, Transition> one,
      Function<ApprovalCase, Transition> other,
      ApprovalState ifOne,
      ApprovalState ifOther)
      throws InterruptedException {
    ApprovalStore store = createStore();
    ApprovalCase begun = start.apply(store);
    List<Boolean> happened =
        ApprovalCases.race(time(), patience(), store, begun.id(), List.of(one, other));
    assertFalse(happened.get(0) && happened.get(1), "both happened");
    assertEquals(happened.get(0) ? ifOne : ifOther, store.find(begun.id()).orElseThrow().state());
  }

  // ---- keeping

  @Test
  final void itGivesBackWhatItWasGiven() {
    ApprovalStore store = createStore();
    ApprovalCase open = ApprovalCases.fresh("run", 0, 2);
    assertEquals(open, store.insertIfAbsent(open));
    assertEquals(open, store.find(open.id()).orElseThrow());

    assertTrue(
        ApprovalCases.happen(
            store, open.id(), known -> ApprovalCases.decide(known, new Verdict.Approve(), "ada")));
    assertTrue(
        ApprovalCases.happen(
            store, open.id(), known -> ApprovalCases.decide(known, new Verdict.Approve(), "bob")));

    ApprovalCase approved = store.find(open.id()).orElseThrow();
    assertEquals(ApprovalState.APPROVED, approved.state());
    assertEquals(3, approved.version());
    assertEquals(List.of("ada", "bob"), Objects.requireNonNull(approved.grant()).approvers());
    assertEquals(2, approved.decisions().size());
  }

  @Test
  final void aCaseItDoesNotHaveIsEmpty() {
    assertTrue(createStore().find("nobody").isEmpty());
  }

  @Test
  final void insertingTheSameIdAgainChangesNothing() {
    ApprovalStore store = createStore();
    ApprovalCase approved = ApprovalCases.approved(store, ApprovalCases.fresh("run", 0, 1));

    assertEquals(approved, store.insertIfAbsent(ApprovalCases.fresh("run", 0, 1)));
    assertEquals(approved, store.find(approved.id()).orElseThrow());
  }

  @Test
  final void ofManyWhoInsertOneIsFirstAndTheOthersSeeIt() throws InterruptedException {
    ApprovalStore store = createStore();
    List<Background<ApprovalCase>> many = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      many.add(
          Background.start(
              time(),
              "inserter-" + i,
              () -> store.insertIfAbsent(ApprovalCases.fresh("run", 0, 1))));
    }
    for (Background<ApprovalCase> one : many) {
      assertEquals(1, one.await(patience(), "inserting").valueOrThrow().version());
    }
    assertEquals(1, store.open().size());
  }

  @Test
  final void itReplacesOnlyTheVersionThatWasSeen() {
    ApprovalStore store = createStore();
    ApprovalCase open = ApprovalCases.inserted(store);
    ApprovalCase rejected = ApprovalCases.decide(open, new Verdict.Reject("no"), "ada").result();
    ApprovalCase approved = ApprovalCases.decide(open, new Verdict.Approve(), "bob").result();

    assertTrue(store.replace(open, rejected));
    assertFalse(store.replace(open, approved));

    assertEquals(ApprovalState.REJECTED, store.find(open.id()).orElseThrow().state());
  }

  @Test
  final void itDoesNotReplaceWhatItDoesNotHave() {
    ApprovalStore store = createStore();
    ApprovalCase open = ApprovalCases.fresh("run", 0, 1);
    assertFalse(store.replace(open, open.cancel("gone").result()));
    assertTrue(store.find(open.id()).isEmpty());
  }

  @Test
  final void itListsWhatIsNotFinalOldestFirstAndByRun() {
    ApprovalStore store = createStore();
    ApprovalCase one = store.insertIfAbsent(ApprovalCases.fresh("run-1", 0, 1));
    ApprovalCase two = store.insertIfAbsent(ApprovalCases.fresh("run-2", 0, 1));
    ApprovalCase three = ApprovalCases.approved(store, ApprovalCases.fresh("run-1", 1, 1));
    ApprovalCase ended = store.insertIfAbsent(ApprovalCases.fresh("run-1", 2, 1));
    assertTrue(store.replace(ended, ended.cancel("gone").result()));

    assertEquals(List.of(one, two, three), store.open());
    assertEquals(List.of(one, three), store.openOf("run-1"));
    assertEquals(List.of(), store.openOf("run-3"));
  }

  // ---- races

  @Test
  final void decidingAndExpiringAtOnceHasOneEnd() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      assertOneWins(
          ApprovalCases::inserted,
          known -> ApprovalCases.decide(known, new Verdict.Reject("no"), "ada"),
          ApprovalCases::expire,
          ApprovalState.REJECTED,
          ApprovalState.EXPIRED);
    }
  }

  @Test
  final void decidingAndCancellingAtOnceHasOneEnd() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      assertOneWins(
          ApprovalCases::inserted,
          known -> ApprovalCases.decide(known, new Verdict.Reject("no"), "ada"),
          known -> known.cancel("the run was told to stop"),
          ApprovalState.REJECTED,
          ApprovalState.CANCELLED);
    }
  }

  @Test
  final void anApprovalIsUsedOrTakenBackButNeverBoth() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      assertOneWins(
          store -> ApprovalCases.approved(store, ApprovalCases.fresh("run", 0, 1)),
          known -> known.consume(known.request().argumentsDigest(), ApprovalCases.NOON),
          known -> ApprovalCases.decide(known, new Verdict.Revoke("sorry"), "ada"),
          ApprovalState.CONSUMED,
          ApprovalState.REVOKED);
    }
  }

  @Test
  final void anApprovalIsUsedOnceHoweverManyTry() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      ApprovalStore store = createStore();
      ApprovalCase approved = ApprovalCases.approved(store, ApprovalCases.fresh("run", 0, 1));
      List<Function<ApprovalCase, Transition>> users = new ArrayList<>();
      for (int user = 0; user < THREADS; user++) {
        users.add(known -> known.consume(known.request().argumentsDigest(), ApprovalCases.NOON));
      }
      assertEquals(
          1,
          ApprovalCases.race(time(), patience(), store, approved.id(), users).stream()
              .filter(used -> used)
              .count(),
          "uses");
    }
  }

  @Test
  final void twoApproversAtOnceMakeAQuorumOfTwo() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      ApprovalStore store = createStore();
      ApprovalCase open = store.insertIfAbsent(ApprovalCases.fresh("run", 0, 2));
      ApprovalCases.race(
          time(),
          patience(),
          store,
          open.id(),
          List.of(
              known -> ApprovalCases.decide(known, new Verdict.Approve(), "ada"),
              known -> ApprovalCases.decide(known, new Verdict.Approve(), "bob")));

      ApprovalCase ended = store.find(open.id()).orElseThrow();
      assertEquals(ApprovalState.APPROVED, ended.state());
      assertEquals(2, Objects.requireNonNull(ended.grant()).approvers().size());
    }
  }

  // ---- waiting

  private Background<ApprovalCase> waiter(ApprovalStore store, ApprovalCase seen, Deadline latest) {
    return Background.start(time(), "waiter", () -> store.awaitChange(seen, latest, time()));
  }

  @Test
  final void whoeverWaitsSeesTheChange() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      ApprovalStore store = createStore();
      ApprovalCase open = ApprovalCases.inserted(store);
      Background<ApprovalCase> one = waiter(store, open, Deadline.never());
      Background<ApprovalCase> other = waiter(store, open, Deadline.never());
      assertTrue(
          ApprovalCases.happen(
              store,
              open.id(),
              known -> ApprovalCases.decide(known, new Verdict.Approve(), "ada")));

      assertEquals(ApprovalState.APPROVED, one.await(patience(), "waiting").valueOrThrow().state());
      assertEquals(
          ApprovalState.APPROVED, other.await(patience(), "waiting").valueOrThrow().state());
    }
  }

  @Test
  final void aChangeThatHasHappenedIsNotWaitedFor() throws InterruptedException {
    ApprovalStore store = createStore();
    ApprovalCase open = ApprovalCases.inserted(store);
    assertTrue(ApprovalCases.happen(store, open.id(), known -> known.cancel("gone")));

    assertEquals(
        ApprovalState.CANCELLED, store.awaitChange(open, Deadline.never(), time()).state());
  }

  @Test
  final void waitingEndsAtItsDeadlineWithTheCaseAsItStands() throws InterruptedException {
    ApprovalStore store = createStore();
    ApprovalCase open = ApprovalCases.inserted(store);

    assertEquals(
        open, store.awaitChange(open, Deadline.after(Duration.ofMillis(20), time()), time()));
  }

  @Test
  final void anInterruptEndsTheWaiting() throws InterruptedException {
    ApprovalStore store = createStore();
    Background<ApprovalCase> waiter =
        waiter(store, ApprovalCases.inserted(store), Deadline.never());
    waiter.interrupt();

    assertInstanceOf(InterruptedException.class, waiter.await(patience(), "waiting").thrown());
  }

  @Test
  final void aStoreThatIsClosedLetsNobodyWait() throws InterruptedException {
    ApprovalStore store = createStore();
    ApprovalCase open = ApprovalCases.inserted(store);
    Background<ApprovalCase> waiter = waiter(store, open, Deadline.never());
    closeStore(store);

    assertInstanceOf(ApprovalStoreException.class, waiter.await(patience(), "waiting").thrown());
    assertThrows(ApprovalStoreException.class, () -> store.find(open.id()));
    assertThrows(ApprovalStoreException.class, store::open);
    assertThrows(
        ApprovalStoreException.class, () -> store.replace(open, open.cancel("x").result()));
    assertThrows(
        ApprovalStoreException.class, () -> store.insertIfAbsent(ApprovalCases.fresh("run", 1, 1)));
  }

  @Test
  final void waitingForACaseItDoesNotHaveIsRefused() {
    ApprovalStore store = createStore();
    assertThrows(
        ApprovalStoreException.class,
        () -> store.awaitChange(ApprovalCases.fresh("run", 0, 1), Deadline.never(), time()));
  }
}
