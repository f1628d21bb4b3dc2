package dev.agentruntime.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.session.SessionKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InMemoryVaultsTest {
  private static VaultKey session(String id) {
    return VaultKey.of(SessionKey.of(id));
  }

  @Test
  void beyondTheBoundTheVaultNotUsedForLongestIsForgotten() {
    InMemoryVaults vaults = InMemoryVaults.bounded(2, 10);
    Placeholder first = vaults.placeholder(session("a"), "EMAIL", "a@example.org");
    Placeholder second = vaults.placeholder(session("b"), "EMAIL", "b@example.org");
    assertTrue(vaults.value(session("a"), first).isPresent());
    vaults.placeholder(session("c"), "EMAIL", "c@example.org");

    assertTrue(vaults.value(session("a"), first).isPresent());
    assertEquals(Optional.empty(), vaults.value(session("b"), second));
    Placeholder again = vaults.placeholder(session("b"), "EMAIL", "other@example.org");
    assertNotEquals(second, again, "a vault that begins again must not reuse a placeholder");
  }

  @Test
  void aFullVaultRefusesMoreAndSaysNothingOfTheValue() {
    InMemoryVaults vaults = InMemoryVaults.bounded(1, 2);
    vaults.placeholder(session("a"), "EMAIL", "a@example.org");
    vaults.placeholder(session("a"), "PHONE", "+49 30 901820");

    assertEquals(
        "a vault holds 2 values at most, and is full",
        assertThrows(
                VaultException.class,
                () -> vaults.placeholder(session("a"), "EMAIL", "canary@example.org"))
            .getMessage());
    assertEquals(1, vaults.placeholder(session("a"), "EMAIL", "a@example.org").number());
  }

  @Test
  void senselessBoundsAreRefused() {
    assertEquals(
        "vaults must be at least 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> InMemoryVaults.bounded(0, 1))
            .getMessage());
    assertEquals(
        "values must be from 1 to 999999, was 1000000",
        assertThrows(IllegalArgumentException.class, () -> InMemoryVaults.bounded(1, 1_000_000))
            .getMessage());
  }

  @Test
  void aTagIsNoWordAndNoNumber() {
    for (int i = 0; i < 1_000; i++) {
      String tag = Placeholder.newTag();
      assertTrue(tag.matches("[b-df-hj-np-tv-z]{2}[2-9][b-df-hj-np-tv-z]{2}[2-9]"), tag);
      assertTrue(Placeholder.isTag(tag), tag);
    }
  }

  @Test
  void aPlaceholderIsReadWhereItIsWrittenExactly() {
    String text = "x \u27e6US_SSN-kq3fz7-12\u27e7 y";
    assertEquals(text.length() - 2, Placeholder.endOf(text, 2));
    assertEquals(-1, Placeholder.endOf("\u27e6us_ssn-kq3fz7-12\u27e7", 0));
    assertEquals(-1, Placeholder.endOf("\u27e6US_SSN-kq3fz7-0\u27e7", 0));
    assertEquals(-1, Placeholder.endOf("\u27e6US_SSN-kq3fz-1\u27e7", 0));
    assertEquals(-1, Placeholder.endOf("\u27e6", 0));
  }

  private static VaultKey run(String tenant, int number) {
    return VaultKey.ofRun(Optional.of(tenant), "run-" + number);
  }

  @Test
  void runsPushNoSessionsVaultOut() {
    InMemoryVaults vaults = InMemoryVaults.bounded(2, 10);
    Placeholder kept = vaults.placeholder(session("a"), "EMAIL", "a@example.org");
    for (int i = 0; i < 100; i++) {
      vaults.placeholder(run("x", i), "EMAIL", "x@example.org");
    }
    assertTrue(vaults.value(session("a"), kept).isPresent());
    assertEquals("InMemoryVaults(1 of sessions, 2 of runs, of 2 each)", vaults.toString());
  }

  @Test
  void aTenantWithinItsShareLosesNoVaultToOthers() {
    InMemoryVaults vaults = InMemoryVaults.bounded(4, 10);
    for (int i = 0; i < 2; i++) {
      vaults.placeholder(run("small", i), "EMAIL", "a@example.org");
    }
    for (int i = 0; i < 100; i++) {
      vaults.placeholder(run("busy", i), "EMAIL", "b@example.org");
    }
    assertTrue(vaults.tag(run("small", 0)).isPresent() && vaults.tag(run("small", 1)).isPresent());
    assertTrue(vaults.tag(run("busy", 99)).isPresent() && vaults.tag(run("busy", 98)).isPresent());
    assertEquals(Optional.empty(), vaults.tag(run("busy", 97)));
  }

  @Test
  void whatIsErasedCountsForNobody() {
    InMemoryVaults vaults = InMemoryVaults.bounded(2, 10);
    for (int i = 0; i < 10; i++) {
      vaults.placeholder(run("x", i), "EMAIL", "a@example.org");
      vaults.erase(run("x", i));
      vaults.erase(run("x", i));
      vaults.placeholder(run("y", i), "EMAIL", "a@example.org");
      vaults.eraseTenant(Optional.of("y"));
    }
    vaults.placeholder(run("x", 0), "EMAIL", "a@example.org");
    vaults.placeholder(run("x", 1), "EMAIL", "a@example.org");
    assertTrue(vaults.tag(run("x", 0)).isPresent() && vaults.tag(run("x", 1)).isPresent());
  }
}
