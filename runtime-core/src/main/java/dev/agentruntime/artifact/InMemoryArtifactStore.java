package dev.agentruntime.artifact;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps artifacts in this process, bounded in number per scope and in size over all; the oldest
 * make room. The same text in the same scope keeps its handle, so that equal results look equal to
 * who compares them. Never blocks. Safe for use by many threads.
 */
public final class InMemoryArtifactStore implements ArtifactStore {
  /** More long results than one conversation comes back to. */
  public static final int DEFAULT_MAX_PER_SCOPE = 100;

  /** Some 130 MB at two bytes each: what a service can spare for conversations going on. */
  public static final long DEFAULT_MAX_CHARACTERS = 64L << 20;

  private record Place(ArtifactScope scope, String handle) {}

  private record Text(ArtifactScope scope, String text) {}

  private final int maxPerScope;
  private final long maxCharacters;

  // Guarded by this.
  private final Map<Place, String> texts = new HashMap<>();
  private final Map<Text, Place> places = new HashMap<>();
  private final Map<ArtifactScope, Deque<Place>> byScope = new HashMap<>();
  private final Deque<Place> byAge = new ArrayDeque<>();
  private long characters;
  private long handles;

  /** A store with the default bounds. */
  public InMemoryArtifactStore() {
    this(DEFAULT_MAX_PER_SCOPE, DEFAULT_MAX_CHARACTERS);
  }

  /**
   * A store with bounds of its own.
   *
   * @param maxPerScope how many artifacts one scope has, at least 1
   * @param maxCharacters how long all artifacts are together, at least 1; a longer text is not kept
   * @throws IllegalArgumentException if a bound is less than 1
   */
  public InMemoryArtifactStore(int maxPerScope, long maxCharacters) {
    this.maxPerScope = (int) atLeastOne("maxPerScope", maxPerScope);
    this.maxCharacters = atLeastOne("maxCharacters", maxCharacters);
  }

  private static long atLeastOne(String key, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("artifacts " + key + " must be at least 1, was " + value);
    }
    return value;
  }

  @Override
  public Optional<String> save(ArtifactScope scope, String text) {
    Objects.requireNonNull(scope, "scope");
    if (text.length() > maxCharacters) {
      return Optional.empty();
    }
    Text kept = new Text(scope, text);
    synchronized (this) {
      Place known = places.get(kept);
      if (known != null) {
        drop(known);
      }
      Place place = known != null ? known : new Place(scope, "art-" + ++handles);
      add(place, kept);
      return Optional.of(place.handle);
    }
  }

  /** Adds the newest, at the cost of the oldest. */
  private void add(Place place, Text kept) {
    texts.put(place, kept.text);
    places.put(kept, place);
    byAge.addLast(place);
    characters += kept.text.length();
    Deque<Place> own = byScope.computeIfAbsent(place.scope, s -> new ArrayDeque<>());
    own.addLast(place);
    if (own.size() > maxPerScope) {
      drop(own.getFirst());
    }
    while (characters > maxCharacters) {
      drop(byAge.getFirst());
    }
  }

  private void drop(Place place) {
    String text = Objects.requireNonNull(texts.remove(place));
    places.remove(new Text(place.scope, text));
    characters -= text.length();
    byAge.remove(place);
    Deque<Place> own = Objects.requireNonNull(byScope.get(place.scope));
    own.remove(place);
    if (own.isEmpty()) {
      byScope.remove(place.scope);
    }
  }

  @Override
  public synchronized Optional<String> load(ArtifactScope scope, String handle) {
    return Optional.ofNullable(texts.get(new Place(scope, handle)));
  }

  /**
   * How many artifacts are kept.
   *
   * @return a snapshot
   */
  public synchronized int size() {
    return texts.size();
  }

  @Override
  public String toString() {
    return "InMemoryArtifactStore(" + size() + " artifacts)";
  }
}
