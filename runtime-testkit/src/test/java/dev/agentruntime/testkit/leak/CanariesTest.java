package dev.agentruntime.testkit.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanariesTest {
  private static String value(long seed, String type) {
    return Canaries.seeded(seed).only(type).all().getFirst().value();
  }

  @Test
  void theSameSeedMakesTheSameValuesAndAnotherOthers() {
    assertEquals(Canaries.seeded(7).all(), Canaries.seeded(7).all());
    for (int i = 0; i < Canaries.seeded(7).all().size(); i++) {
      assertNotEquals(
          Canaries.seeded(7).all().get(i).value(), Canaries.seeded(8).all().get(i).value());
    }
    Canaries random = Canaries.random();
    assertEquals(random.all(), Canaries.seeded(random.seed()).all());
  }

  @Test
  void cardsAreRightByLuhn() {
    for (long seed = 0; seed < 100; seed++) {
      String digits = value(seed, "CARD").replace(" ", "");
      int sum = 0;
      for (int i = 0; i < 16; i++) {
        int digit = digits.charAt(15 - i) - '0';
        int counted = i % 2 == 0 ? digit : 2 * digit;
        sum += counted / 10 + counted % 10;
      }
      assertEquals(0, sum % 10, digits);
    }
  }

  @Test
  void accountNumbersLeaveOneByNinetySeven() {
    for (long seed = 0; seed < 100; seed++) {
      String iban = value(seed, "IBAN");
      assertEquals(22, iban.length());
      String moved = iban.substring(4) + "1314" + iban.substring(2, 4);
      assertEquals(BigInteger.ONE, new BigInteger(moved).mod(BigInteger.valueOf(97)), iban);
    }
  }

  @Test
  void typesMayBeLeftOutAndAddedAndUnknownOnesAreNamed() {
    Canary own = new Canary("ORDER", "order-4711-0815", "It is order-4711-0815 now.");
    Canaries canaries = Canaries.seeded(1).without("PERSON", "PLACE").with(own);
    assertFalse(canaries.toString().contains("PERSON"));
    assertTrue(canaries.text().contains(own.sentence()));
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> canaries.only("PERSON"));
    assertTrue(String.valueOf(unknown.getMessage()).contains("'PERSON'"));
  }

  @Test
  void valuesTooShortToBeMeantAreRefusedAndNoValueIsShown() {
    assertThrows(IllegalArgumentException.class, () -> new Canary("PIN", "1234", "It is 1234."));
    assertThrows(
        IllegalArgumentException.class, () -> new Canary("PIN", "12345678", "It is 1234."));
    for (Canary canary : Canaries.random().all()) {
      assertFalse(canary.toString().contains(canary.value()));
      assertEquals(List.of(), Leaks.of(Canaries.random()).in("x", List.of(canary.type())).found());
    }
  }
}
