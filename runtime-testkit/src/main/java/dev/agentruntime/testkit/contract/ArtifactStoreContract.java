package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.artifact.ArtifactScope;
import dev.agentruntime.artifact.ArtifactStore;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
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
 * What {@link ArtifactStore} asks of every store. Extend it, say how to make the store, and run it
 * as a JUnit 5 test class.
 *
 * <pre>{@code
 * class DiskArtifactsContractTest extends ArtifactStoreContract {
 *   protected ArtifactStore createStore() { return new DiskArtifacts(folder); }
 * }
 * }</pre>
 *
 * <p>The suite keeps a hundred short texts and one of 200,000 characters at a time. It runs on the
 * real clock, with eight threads where it tests for many.
 */
@ExtendWith(RuntimeExtension.class)
public abstract class ArtifactStoreContract {
  /** Long enough for slow machines; a store that keeps its contract takes milliseconds. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private static final int THREADS = 8;
  private static final int TEXTS_PER_THREAD = 12;
  private static final int LONG = 200_000;

  private static final ArtifactScope ACME = new ArtifactScope(Optional.of("acme"), true, "s-1");

  private @Nullable TrackedTime tracked;

  /** For subclasses. */
  protected ArtifactStoreContract() {}

  /**
   * Makes the store.
   *
   * @return a store without artifacts; asked anew for each test
   */
  protected abstract ArtifactStore createStore();

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
    this.tracked = time;
  }

  private TrackedTime time() {
    return Objects.requireNonNull(tracked, "the suite must be run by JUnit");
  }

  private static String saved(ArtifactStore store, ArtifactScope scope, String text)
      throws InterruptedException {
    return store
        .save(scope, text)
        .orElseThrow(() -> new AssertionError("no room for " + text.length() + " characters"));
  }

  @Test
  final void whatWasKeptIsGivenBackCharacterForCharacter() throws InterruptedException {
    ArtifactStore store = createStore();
    List<String> texts =
        List.of("", "a", "quotes \" \\ \n\r\t\u0000 ünïcode \uD83D\uDE00", "x".repeat(LONG));
    for (String text : texts) {
      String handle = saved(store, ACME, text);
      assertEquals(Optional.of(text), store.load(ACME, handle));
      assertEquals(Optional.of(text), store.load(ACME, handle), "the second time");
    }
  }

  @Test
  final void handlesAreShortPrintableAndUnique() throws InterruptedException {
    ArtifactStore store = createStore();
    Set<String> handles = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String handle = saved(store, ACME, "text " + i);
      assertTrue(handle.matches("[A-Za-z0-9._-]{1,64}"), () -> "handle '" + handle + "'");
      assertTrue(handles.add(handle), () -> "handle '" + handle + "' came twice");
    }
  }

  @Test
  final void noOtherScopeCanReadAnArtifact() throws InterruptedException {
    ArtifactStore store = createStore();
    String handle = saved(store, ACME, "secret");
    List<ArtifactScope> others =
        List.of(
            new ArtifactScope(Optional.of("other"), true, "s-1"),
            new ArtifactScope(Optional.empty(), true, "s-1"),
            new ArtifactScope(Optional.of("acme"), true, "s-2"),
            new ArtifactScope(Optional.of("acme"), false, "s-1"),
            new ArtifactScope(Optional.of("acm"), true, "es-1"));
    for (ArtifactScope other : others) {
      saved(store, other, "own");
      assertFalse(
          store.load(other, handle).filter("secret"::equals).isPresent(),
          () -> other + " could read an artifact of " + ACME);
    }
    assertEquals(Optional.of("secret"), store.load(ACME, handle));
  }

  @Test
  final void aHandleNobodyGaveIsAbsent() throws InterruptedException {
    ArtifactStore store = createStore();
    for (String handle :
        List.of("", "no-such", "../../etc/passwd", "'; drop table artifacts", "\0")) {
      assertEquals(Optional.empty(), store.load(ACME, handle));
    }
  }

  @Test
  final void manyThreadsKeepTheirTextsApart() throws Exception {
    ArtifactStore store = createStore();
    List<Background<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      ArtifactScope own = new ArtifactScope(Optional.of("t"), true, "s-" + i);
      writers.add(Background.start(time(), "writer-" + i, () -> saveAndLoad(store, own)));
    }
    for (Background<Integer> writer : writers) {
      assertEquals(TEXTS_PER_THREAD, writer.await(patience(), "a writer").valueOrThrow());
    }
  }

  private static int saveAndLoad(ArtifactStore store, ArtifactScope scope)
      throws InterruptedException {
    for (int i = 0; i < TEXTS_PER_THREAD; i++) {
      String text = scope.id() + " " + i;
      assertEquals(Optional.of(text), store.load(scope, saved(store, scope, text)));
    }
    return TEXTS_PER_THREAD;
  }
}
