package dev.agentruntime.testkit.leak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Searches places for canaries: as they are, in other capitals, escaped as JSON, URL-encoded, in
 * Base64 and hexadecimal, with other separators, and in part.
 *
 * <p>Use {@link LeakTest} to play runs; this where a test has its own. Confined to one thread.
 */
public final class Leaks {
  /** More would hide the first ones. */
  private static final int MOST_SHOWN = 40;

  private final Canaries canaries;
  private final List<Needle> needles;
  private final Map<String, Set<String>> allowed = new HashMap<>();

  /** Texts in which there is nothing: conversations say the same again and again. */
  private final Set<String> clean = new HashSet<>();

  /** By sink, the others that were searched. */
  private final Map<String, Set<String>> told = new HashMap<>();

  /** The first of each sink, form and type. */
  private final Map<String, Leak> found = new LinkedHashMap<>();

  private Leaks(Canaries canaries) {
    this.canaries = canaries;
    this.needles = canaries.all().stream().map(Needle::new).toList();
  }

  /**
   * Begins a search.
   *
   * @param canaries what is searched for, at least one
   * @return a new search that has found nothing yet
   */
  public static Leaks of(Canaries canaries) {
    if (canaries.all().isEmpty()) {
      throw new IllegalArgumentException("there must be at least one canary, was none");
    }
    return new Leaks(canaries);
  }

  /**
   * Lets a sink hold values of some types: an answer's text those that its user may see. Searches
   * made before are not changed.
   *
   * @param sink the sink's name
   * @param types names of types
   * @return this search
   */
  public Leaks allow(String sink, String... types) {
    allowed.put(Objects.requireNonNull(sink, "sink"), Set.of(types));
    return this;
  }

  /**
   * Searches a place now.
   *
   * @param sink the place
   * @return this search
   */
  public Leaks in(Sink sink) {
    return in(sink.name(), sink.contents().get());
  }

  /**
   * Searches things now.
   *
   * @param sink the name of the place they are from
   * @param contents texts, records, exceptions, messages, collections of those and so on, searched
   *     to their depths
   * @return this search
   */
  public Leaks in(String sink, Iterable<?> contents) {
    Set<String> expected = allowed.getOrDefault(sink, Set.of());
    int entry = 0;
    for (Object thing : contents) {
      entry++;
      int number = entry;
      String kind = thing == null ? "null" : thing.getClass().getSimpleName();
      Everything.in(thing, text -> search(new Place(sink, number, kind), text, expected));
    }
    return this;
  }

  private void search(Place place, String text, Set<String> expected) {
    if (text.length() < Canary.MIN_VALUE
        || clean.contains(text)
        || told(place.sink()).contains(text)) {
      return;
    }
    boolean hasNone = true;
    Haystack haystack = new Haystack(text);
    for (Needle needle : needles) {
      Form form = needle.in(haystack).orElse(null);
      hasNone = hasNone && form == null;
      if (form != null && !expected.contains(needle.type())) {
        Leak leak = place.leak(form, needle.type());
        found.putIfAbsent(leak.sink() + "/" + leak.form() + "/" + leak.type(), leak);
      }
    }
    (hasNone ? clean : told(place.sink())).add(text);
  }

  private Set<String> told(String sink) {
    return told.computeIfAbsent(sink, name -> new HashSet<>());
  }

  /** One entry of a sink. */
  private record Place(String sink, int entry, String thing) {
    Leak leak(Form form, String type) {
      return new Leak(sink, form, type, entry, thing);
    }
  }

  /**
   * What was found, the first of each sink, form and type.
   *
   * @return a snapshot
   */
  public List<Leak> found() {
    return List.copyOf(found.values());
  }

  /**
   * Fails if anything was found.
   *
   * @throws AssertionError naming sinks, forms, types and the seed, and no value
   */
  public void assertNone() {
    if (!found.isEmpty()) {
      throw new AssertionError(words());
    }
  }

  private String words() {
    List<String> lines = new ArrayList<>();
    lines.add(found.size() + " leaks of canaries made by seed " + canaries.seed() + ":");
    found.values().stream().limit(MOST_SHOWN).forEach(leak -> lines.add(leak.toString()));
    if (found.size() > MOST_SHOWN) {
      lines.add("and " + (found.size() - MOST_SHOWN) + " more");
    }
    return String.join("\n  ", lines);
  }

  @Override
  public String toString() {
    return "Leaks(" + canaries + ", " + found.size() + " found)";
  }
}
