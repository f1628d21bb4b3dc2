package dev.agentruntime.middleware.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts add up, whoever spends where. */
class BudgetAccountTest {
  private static final Spend FIVE = Spend.NOTHING.andTokens(5);

  private static Allowance tokens(long limit) {
    return Allowance.unlimited().tokens(limit);
  }

  private static Spend some(long tokens) {
    return Spend.NOTHING.andTokens(tokens);
  }

  private static Reservation held(ReserveResult result) {
    return assertInstanceOf(Reservation.class, result);
  }

  private static BudgetAccount lent(LendResult result) {
    return assertInstanceOf(LendResult.Lent.class, result).account();
  }

  private static long taken(BudgetAccount account) {
    return account.taken().of(Quantity.TOKENS);
  }

  @Test
  void whatIsReservedCannotBeReservedAgain() {
    BudgetAccount account = BudgetAccount.root("run", tokens(10));
    Reservation first = held(account.reserve(some(7)));

    assertEquals(new Shortage("run", Quantity.TOKENS, 7, 10, 5), account.reserve(FIVE));
    first.settle(some(4));

    held(account.reserve(FIVE));
    assertEquals(some(4), account.spent());
    assertEquals(some(9), account.taken());
  }

  @Test
  void aReservationEndsOnce() {
    BudgetAccount account = BudgetAccount.root("run", tokens(10));
    Reservation held = held(account.reserve(FIVE));

    held.settle();
    held.release();
    held.settle(some(3));

    assertEquals(some(5), account.spent());
    assertEquals(some(5), account.taken());
  }

  @Test
  void aReleasedReservationLeavesNoTrace() {
    BudgetAccount account = BudgetAccount.root("run", tokens(10));
    held(account.reserve(FIVE)).release();

    assertEquals(Spend.NOTHING, account.spent());
    assertEquals(Spend.NOTHING, account.taken());
  }

  @Test
  void theNarrowestAccountOnTheWayUpDecidesAndARefusalTakesNothingAnywhere() {
    BudgetAccount everybody = BudgetAccount.root("runtime", tokens(8));
    BudgetAccount tenant = everybody.child("tenant", tokens(100));
    BudgetAccount run = tenant.child("run", tokens(100));
    held(tenant.child("run", tokens(100)).reserve(FIVE));

    assertEquals(new Shortage("runtime", Quantity.TOKENS, 5, 8, 5), run.reserve(FIVE));

    assertEquals(0, taken(run));
    assertEquals(5, taken(tenant));
    assertEquals(5, taken(everybody));
  }

  @Test
  void oneShortQuantityRefusesAll() {
    BudgetAccount account = BudgetAccount.root("run", Allowance.unlimited().calls(5).cost(10));

    Shortage shortage =
        assertInstanceOf(Shortage.class, account.reserve(Spend.ONE_CALL.andCost(11)));

    assertEquals(Quantity.COST, shortage.quantity());
    assertEquals(Spend.NOTHING, account.taken());
    assertEquals(
        "run: 0 of 10 millionths of the currency unit taken, 11 more wanted", shortage.toString());
  }

  @Test
  void lookingTakesNothing() {
    BudgetAccount account = BudgetAccount.root("run", tokens(5));

    assertNull(account.shortageOf(FIVE));
    assertNull(account.shortageOf(FIVE));
    held(account.reserve(FIVE));
    assertEquals(new Shortage("run", Quantity.TOKENS, 5, 5, 5), account.shortageOf(FIVE));
  }

  @Test
  void whatCostMoreThanExpectedIsSpentAllTheSame() {
    BudgetAccount everybody = BudgetAccount.root("runtime", tokens(10));
    BudgetAccount run = everybody.child("run", tokens(10));
    held(run.reserve(FIVE)).settle(some(12));

    assertEquals(12, taken(everybody));
    assertInstanceOf(Shortage.class, run.reserve(some(1)));
    assertNull(run.shortageOf(Spend.NOTHING));
  }

  @Test
  void aGuaranteeIsTakenFromTheParentAtOnceAndTheRestGivenBack() {
    BudgetAccount parent = BudgetAccount.root("run", tokens(10));
    BudgetAccount child = lent(parent.lend("helper", some(6), tokens(6), Spend.NOTHING));

    assertEquals(6, taken(parent));
    held(child.reserve(FIVE)).settle();
    assertEquals(6, taken(parent), "inside the guarantee nothing more is taken");
    assertInstanceOf(Shortage.class, parent.reserve(FIVE));
    child.close();
    child.close();

    assertEquals(5, taken(parent));
    assertEquals(some(5), parent.spent());
    held(parent.reserve(FIVE));
  }

  @Test
  void beyondItsGuaranteeAChildBorrowsWhatTheParentHas() {
    BudgetAccount parent = BudgetAccount.root("run", tokens(10));
    BudgetAccount child = lent(parent.lend("helper", some(4), tokens(9), Spend.NOTHING));
    held(parent.reserve(some(3)));

    held(child.reserve(FIVE));
    assertEquals(8, taken(parent));
    assertEquals(
        new Shortage("run", Quantity.TOKENS, 8, 10, 3),
        child.reserve(some(3)),
        "the parent has no more, though the child's cap allows it");
    assertEquals("helper", assertInstanceOf(Shortage.class, child.reserve(FIVE)).account());
  }

  @Test
  void whatIsKeptBackIsTheOwnersAlone() {
    BudgetAccount parent = BudgetAccount.root("run", tokens(10), some(3));
    BudgetAccount child = parent.child("tool", tokens(10));

    assertInstanceOf(
        LendResult.Refused.class, parent.lend("helper", some(8), tokens(8), Spend.NOTHING));
    held(child.reserve(some(7)));
    assertEquals(new Shortage("run", Quantity.TOKENS, 7, 7, 1), child.reserve(some(1)));
    held(parent.reserve(some(3)));
  }

  @Test
  void aBorrowersHandBackReserveIsNotLentFurther() {
    BudgetAccount parent = BudgetAccount.root("run", tokens(10));
    BudgetAccount child = lent(parent.lend("helper", some(6), tokens(6), some(2)));

    assertInstanceOf(
        LendResult.Refused.class, child.lend("deeper", some(5), tokens(5), Spend.NOTHING));
    held(child.reserve(some(6)));
  }

  @Test
  void whatAClosedAccountStillHoldsIsSettledLater() {
    BudgetAccount parent = BudgetAccount.root("run", tokens(10));
    BudgetAccount child = lent(parent.lend("helper", some(6), tokens(6), Spend.NOTHING));
    Reservation late = held(child.reserve(some(4)));
    child.close();

    assertEquals(4, taken(parent));
    assertInstanceOf(Shortage.class, child.reserve(some(1)));
    late.settle(some(3));

    assertEquals(3, taken(parent));
    assertEquals(some(3), parent.spent());
  }

  @Test
  void belowAClosedAccountNothingCanBeTaken() {
    BudgetAccount parent = BudgetAccount.root("run", tokens(10));
    BudgetAccount child = lent(parent.lend("helper", some(6), tokens(6), Spend.NOTHING));
    BudgetAccount deeper = child.child("tool", tokens(6));
    Reservation held = held(deeper.reserve(some(2)));
    child.close();

    assertInstanceOf(Shortage.class, deeper.reserve(some(1)));
    assertEquals(2, taken(parent));
    held.release();
    assertEquals(0, taken(parent));
  }

  @Test
  void beginningAnewForgetsWhatWasSpentAndNotWhatIsHeld() {
    BudgetBook book = BudgetBook.of(tokens(100), tokens(10));
    BudgetAccount tenant = book.of(Optional.of("acme"));
    BudgetAccount run = tenant.child("run", Allowance.unlimited());
    held(run.reserve(some(7))).settle();
    Reservation held = held(run.reserve(some(2)));

    tenant.reset();

    assertEquals(2, taken(tenant));
    assertEquals(9, taken(book.everybody()), "everybody's account remembers");
    held.settle();
    assertEquals(some(2), tenant.spent());
    assertEquals(tenant, book.of(Optional.of("acme")));
  }

  @Test
  void aLentAccountCannotBeginAnew() {
    BudgetAccount lent =
        lent(BudgetAccount.root("run", tokens(10)).lend("helper", FIVE, tokens(5), Spend.NOTHING));
    assertEquals(
        "account 'helper' was lent and cannot begin anew",
        assertThrows(IllegalStateException.class, lent::reset).getMessage());
  }

  /** Any sequence of steps, against books kept by brute force. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anySequenceOfStepsAddsUp(long seed) {
    BudgetPlay play = new BudgetPlay(seed);
    for (int step = 0; step < 2_000; step++) {
      play.step();
    }
    play.endEverything();
  }

  @Test
  void nonsenseIsRefusedByKeyValueAndBound() {
    assertRefused(
        "an allowance of tool calls must be at least 1 and less than 9223372036854775807, was 0",
        () -> Allowance.unlimited().calls(0));
    assertRefused(
        "an allowance of nanoseconds of active time must be at least 1 and less than"
            + " 9223372036854775807, was -1000000000",
        () -> Allowance.unlimited().activeTime(Duration.ofSeconds(-1)));
    assertRefused("amount of tokens must not be negative, was -1", () -> some(-1));
    assertRefused(
        "what account 'run' keeps back must be at most its allowance of 5 tokens, was 6",
        () -> BudgetAccount.root("run", tokens(5), some(6)));
    assertRefused(
        "what account 'x' is guaranteed must be at most its allowance of 5 tokens, was 6",
        () -> BudgetAccount.root("run", tokens(5)).lend("x", some(6), tokens(5), Spend.NOTHING));
    assertRefused(
        "an account's name must not be blank, was ' '",
        () -> BudgetAccount.root(" ", Allowance.unlimited()));
  }

  private static void assertRefused(String message, Runnable nonsense) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, nonsense::run).getMessage());
  }

  @Test
  void theyTellWhatTheyHold() {
    assertEquals("unlimited", Allowance.unlimited().toString());
    assertEquals("3 tool calls, 5 tokens", tokens(5).calls(3).toString());
    assertEquals("nothing", Spend.NOTHING.toString());
    BudgetAccount account = BudgetAccount.root("run", tokens(5));
    Reservation held = held(account.reserve(some(2)));
    assertEquals("BudgetAccount(run, 2 tokens of 5 tokens)", account.toString());
    assertEquals("Reservation(2 tokens of run)", held.toString());
    assertEquals(some(7), some(3).plus(some(4)));
    assertEquals(5, tokens(5).of(Quantity.TOKENS).orElseThrow());
    assertTrue(tokens(5).of(Quantity.COST).isEmpty());
  }
}
