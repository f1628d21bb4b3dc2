package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.session.SessionKey;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.vault.Placeholder;
import dev.agentruntime.vault.VaultKey;
import dev.agentruntime.vault.VaultStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@link VaultStore} asks of every store. Extend it, say how to make the store, and run it as
 * a JUnit 5 test class.
 *
 * <pre>{@code
 * class EncryptedVaultsContractTest extends VaultStoreContract {
 *   protected VaultStore createStore() { return new EncryptedVaults(table, key); }
 *   protected VaultStore reopened(VaultStore store) { return new EncryptedVaults(table, key); }
 * }
 * }</pre>
 *
 * <p>The suite runs on the real clock, with eight threads where it tests for many.
 */
@ExtendWith(RuntimeExtension.class)
public abstract class VaultStoreContract {
  /** Long enough for slow machines; a store that keeps its contract takes milliseconds. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private static final int THREADS = 8;
  private static final int VALUES = 50;
  private static final String EMAIL = "EMAIL";
  private static final String ANNA = "anna \"the\\boss\"@example.org\n\ud83d\ude00";
  private static final VaultKey VAULT = VaultKey.of(SessionKey.of("acme", "s-1"));

  private @Nullable TrackedTime tracked;

  /** For subclasses. */
  protected VaultStoreContract() {}

  /**
   * Makes the store.
   *
   * @return a store without vaults; asked anew for each test
   */
  protected abstract VaultStore createStore();

  /**
   * Another store over the same data, as a process sees it that starts later.
   *
   * @param store the store of this test
   * @return the same object, unless overridden: right for a store that lives with its process only
   */
  protected VaultStore reopened(VaultStore store) {
    return store;
  }

  /**
   * How long the concurrent test may take, in real time.
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
    return Objects.requireNonNull(tracked, "time");
  }

  @Test
  final void aPlaceholderLeadsBackToItsValue() {
    VaultStore store = createStore();
    Placeholder given = store.placeholder(VAULT, EMAIL, ANNA);

    assertEquals(Optional.of(ANNA), store.value(VAULT, given));
    assertEquals(Optional.of(ANNA), reopened(store).value(VAULT, given));
  }

  @Test
  final void theSameValueHasTheSamePlaceholder() {
    VaultStore store = createStore();
    Placeholder first = store.placeholder(VAULT, EMAIL, ANNA);

    assertEquals(first, store.placeholder(VAULT, EMAIL, ANNA));
    assertEquals(first, reopened(store).placeholder(VAULT, EMAIL, ANNA));
  }

  @Test
  final void valuesAreNumberedByTypeAndShareTheTagOfTheirVault() {
    VaultStore store = createStore();
    Placeholder anna = store.placeholder(VAULT, EMAIL, ANNA);
    Placeholder bert = store.placeholder(VAULT, EMAIL, "bert@example.com");
    Placeholder phone = store.placeholder(VAULT, "PHONE", ANNA);

    assertEquals(List.of(1, 2, 1), List.of(anna.number(), bert.number(), phone.number()));
    assertEquals(List.of(anna.tag(), anna.tag()), List.of(bert.tag(), phone.tag()));
    assertEquals(Optional.of(anna.tag()), store.tag(VAULT));
    assertEquals("PHONE", phone.type());
  }

  @Test
  final void aVaultWithoutValuesHasNoTag() {
    VaultStore store = createStore();

    assertEquals(Optional.empty(), store.tag(VAULT));
    assertEquals(Optional.empty(), store.value(VAULT, new Placeholder(EMAIL, "kq3fz7", 1)));
    assertEquals(Optional.empty(), store.tag(VAULT), "looking makes none");
  }

  @Test
  final void aPlaceholderMeansNothingInAnotherVault() {
    VaultStore store = createStore();
    Placeholder given = store.placeholder(VAULT, EMAIL, ANNA);
    List<VaultKey> others =
        List.of(
            VaultKey.of(SessionKey.of("acme", "s-2")),
            VaultKey.of(SessionKey.of("other", "s-1")),
            VaultKey.of(SessionKey.of("s-1")),
            VaultKey.ofRun(Optional.of("acme"), "s-1"));

    for (VaultKey other : others) {
      assertEquals(Optional.empty(), store.value(other, given), other.toString());
      store.placeholder(other, EMAIL, "somebody@example.com");
      assertFalse(
          store.value(other, new Placeholder(EMAIL, given.tag(), 1)).equals(Optional.of(ANNA)),
          other.toString());
    }
  }

  @Test
  final void anotherTagNumberOrTypeMeansNothing() {
    VaultStore store = createStore();
    Placeholder given = store.placeholder(VAULT, EMAIL, ANNA);
    String otherTag = given.tag().equals("kq3fz7") ? "kq3fz8" : "kq3fz7";

    assertEquals(Optional.empty(), store.value(VAULT, new Placeholder(EMAIL, otherTag, 1)));
    assertEquals(Optional.empty(), store.value(VAULT, new Placeholder(EMAIL, given.tag(), 2)));
    assertEquals(Optional.empty(), store.value(VAULT, new Placeholder("CARD", given.tag(), 1)));
  }

  @Test
  final void anErasedVaultIsForgottenAndBeginsAgainUnderAnotherTag() {
    VaultStore store = createStore();
    Placeholder before = store.placeholder(VAULT, EMAIL, ANNA);
    VaultKey other = VaultKey.of(SessionKey.of("acme", "s-2"));
    Placeholder kept = store.placeholder(other, EMAIL, ANNA);

    store.erase(VAULT);
    assertEquals(Optional.empty(), reopened(store).value(VAULT, before));
    assertEquals(Optional.empty(), reopened(store).tag(VAULT));
    Placeholder after = store.placeholder(VAULT, EMAIL, "bert@example.com");
    assertNotEquals(before.tag(), after.tag());
    assertEquals(Optional.empty(), store.value(VAULT, before));
    assertEquals(Optional.of(ANNA), store.value(other, kept));
    store.erase(VaultKey.of(SessionKey.of("nobody's")));
  }

  @Test
  final void allVaultsOfATenantAreErasedAndNoOthers() {
    VaultStore store = createStore();
    VaultKey run = VaultKey.ofRun(Optional.of("acme"), "r-1");
    VaultKey other = VaultKey.of(SessionKey.of("other", "s-1"));
    VaultKey none = VaultKey.of(SessionKey.of("s-1"));
    for (VaultKey key : List.of(VAULT, run, other, none)) {
      store.placeholder(key, EMAIL, ANNA);
    }

    store.eraseTenant(Optional.of("acme"));
    assertEquals(Optional.empty(), reopened(store).tag(VAULT));
    assertEquals(Optional.empty(), reopened(store).tag(run));
    assertTrue(store.tag(other).isPresent());
    store.eraseTenant(Optional.empty());
    assertEquals(Optional.empty(), store.tag(none));
    assertTrue(store.tag(other).isPresent());
  }

  @Test
  final void manyThreadsGetTheSamePlaceholderForTheSameValue() throws Exception {
    VaultStore store = createStore();
    List<Background<List<Placeholder>>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      all.add(Background.start(time(), "vault-" + i, () -> placeholders(store)));
    }
    Set<List<Placeholder>> seen = new HashSet<>();
    for (Background<List<Placeholder>> one : all) {
      seen.add(one.await(patience(), "a thread").valueOrThrow());
    }
    assertEquals(1, seen.size(), "all threads must be given the same placeholders");
    assertEquals(VALUES, new HashSet<>(seen.iterator().next()).size());
  }

  private static List<Placeholder> placeholders(VaultStore store) {
    List<Placeholder> given = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      given.add(store.placeholder(VAULT, EMAIL, "user" + i + "@example.org"));
    }
    return given;
  }

  @Test
  final void nothingOfAValueIsInTheStoresText() {
    VaultStore store = createStore();
    store.placeholder(VAULT, EMAIL, "canary@example.org");

    assertFalse(store.toString().contains("canary"), "toString must show no value");
  }
}
