package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.middleware.internal.pii.StandardPii;
import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.internal.scan.TextPass;
import dev.agentruntime.middleware.internal.secret.StandardSecrets;
import dev.agentruntime.middleware.redact.Detector;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Finding;
import dev.agentruntime.middleware.redact.Redactor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for in texts: the library's own detectors, less what a host leaves out, and what
 * it adds. Immutable; safe for use by many threads.
 *
 * <p>A clean text costs one quick pass and no object. The time taken is linear in the text whatever
 * it holds.
 *
 * <p>No detection is complete. What has a form or a checksum is found well, what has neither only
 * next to a word that says what it is, and names of people, places and companies not at all unless
 * the host adds a {@link Detector} for them.
 */
public final class Detection {
  private static final List<Probe> NO_PROBES = List.of();

  private final TextPass pass;
  private final Detector[] detectors;
  private final Set<EntityType> types;
  private final Set<EntityType> without;
  private final @Nullable Predicate<? super String> allowed;

  private Detection(Builder builder) {
    List<Probe> probes = new ArrayList<>();
    Set<EntityType> found = new HashSet<>();
    for (Probe probe : builder.standard ? standardProbes(builder) : NO_PROBES) {
      if (!builder.without.containsAll(probe.types())) {
        probes.add(probe);
        found.addAll(probe.types());
      }
    }
    builder.detectors.forEach(detector -> found.addAll(detector.types()));
    found.removeAll(builder.without);
    pass = new TextPass(probes);
    detectors = builder.detectors.toArray(Detector[]::new);
    types = Set.copyOf(found);
    without = Set.copyOf(builder.without);
    allowed = builder.allowed;
  }

  private static List<Probe> standardProbes(Builder builder) {
    List<Probe> probes = new ArrayList<>(StandardPii.probes(builder.phoneRegions));
    probes.addAll(StandardSecrets.probes());
    return probes;
  }

  /**
   * Begins with all detectors of the library.
   *
   * @return a builder
   */
  public static Builder standard() {
    return new Builder(true);
  }

  /**
   * Begins with no detector, for a host that names its own.
   *
   * @return a builder
   */
  public static Builder none() {
    return new Builder(false);
  }

  /**
   * What can be found.
   *
   * @return the types of all detectors, less those left out
   */
  public Set<EntityType> types() {
    return types;
  }

  /**
   * Whether a host added detectors or patterns, which may judge a string by its beginning and end.
   *
   * @return false if a string that is found clean within a longer text is clean by itself
   */
  public boolean hasHostDetectors() {
    return detectors.length > 0;
  }

  /**
   * Looks through a text.
   *
   * @param text one string of parsed data, never JSON with values still escaped in it
   * @return what was found, in the order of the text and without overlaps: of overlapping values
   *     the longest counts, of equally long ones the surest, and what it does not cover of another
   *     is a finding by itself. The same text gives the same answer. An empty list that is always
   *     the same if the text is clean
   * @throws DetectionException if a detector failed; nothing of the text may be used then
   */
  public List<Finding> find(String text) {
    Objects.requireNonNull(text, "text");
    Hits hits = pass.over(text);
    for (Detector detector : detectors) {
      hits = HostDetectors.ask(detector, text, hits);
    }
    return hits == null ? List.of() : settled(text, hits);
  }

  /**
   * A redactor that puts the type in the place of each value, such as {@code [EMAIL]}. There is no
   * way back; it is for logs and records. In JSON it looks at each string as it reads, whatever is
   * escaped, and JSON stays JSON; placeholders stay.
   *
   * @return a redactor; where a detector fails it throws {@link DetectionException}
   */
  public Redactor mask() {
    return new TypedMask(this);
  }

  private List<Finding> settled(String text, Hits hits) {
    List<Finding> wanted = new ArrayList<>(hits.size());
    for (int i = 0; i < hits.size(); i++) {
      if (!without.contains(hits.type(i))) {
        wanted.add(new Finding(hits.start(i), hits.end(i), hits.type(i), hits.confidence(i)));
      }
    }
    List<Finding> settled = Resolution.of(wanted);
    if (allowed == null || settled.isEmpty()) {
      return settled;
    }
    return HostDetectors.without(settled, text, allowed);
  }

  @Override
  public String toString() {
    return "Detection" + types.stream().map(EntityType::name).sorted().toList();
  }

  /** Says what is looked for. Confined to one thread. */
  public static final class Builder {
    private final boolean standard;
    private final List<Detector> detectors = new ArrayList<>();
    private final Set<EntityType> without = new HashSet<>();
    private List<String> phoneRegions = StandardPii.PHONE_REGIONS;
    private @Nullable Predicate<? super String> allowed;

    private Builder(boolean standard) {
      this.standard = standard;
    }

    /**
     * Leaves types out, whoever finds them.
     *
     * @param types what is not to be found
     * @return this
     */
    public Builder without(EntityType... types) {
      without.addAll(List.of(types));
      return this;
    }

    /**
     * Adds a detector of the host, for names of people for instance.
     *
     * @param detector asked after the library's own. If it throws, the text is refused
     * @return this
     */
    public Builder with(Detector detector) {
      detectors.add(Objects.requireNonNull(detector, "detector"));
      return this;
    }

    /**
     * Adds a regular expression. Each match is a value.
     *
     * <p>It is tried on no text without the literal, and given up, and the text refused, if it goes
     * back and forth too often: a search may read each character 100 times on average. So bound the
     * quantifiers of parts in front of the literal: {@code \w{1,64}@acme} rather than {@code
     * \w+@acme}.
     *
     * @param type what it finds
     * @param requiredLiteral at least two characters that are in each match, as they stand
     * @param regex the expression
     * @return this
     * @throws IllegalArgumentException if the literal is too short, or the expression is none,
     *     matches the empty text, or reads a text of its own characters too often
     */
    public Builder pattern(EntityType type, String requiredLiteral, String regex) {
      detectors.add(HostPattern.of(type, requiredLiteral, regex));
      return this;
    }

    /**
     * Allows values: found, but not reported, nor is anything within them.
     *
     * @param values as they stand in texts, such as the address of the host's own help desk
     * @return this
     */
    public Builder allow(String... values) {
      return allow((Collection<String>) Arrays.asList(values));
    }

    /**
     * Allows values: found, but not reported, nor is anything within them.
     *
     * @param values as they stand in texts
     * @return this
     */
    public Builder allow(Collection<String> values) {
      return allow(Set.copyOf(values)::contains);
    }

    /**
     * Allows values: found, but not reported, nor is anything within them.
     *
     * @param value whether a value may be seen. If it throws, the text is refused
     * @return this
     */
    public Builder allow(Predicate<? super String> value) {
      Objects.requireNonNull(value, "value");
      Predicate<? super String> before = allowed;
      allowed = before == null ? value : text -> before.test(text) || value.test(text);
      return this;
    }

    /**
     * Says in which countries' own form telephone numbers are recognised; with a plus sign they are
     * whatever the country. Default: those of {@value StandardPii#PHONE_REGIONS_TEXT}.
     *
     * @param regions ISO 3166 codes of two letters, the likeliest first. Each costs a look at each
     *     candidate
     * @return this
     * @throws IllegalArgumentException if a region is unknown or there are more than {@value
     *     StandardPii#MOST_PHONE_REGIONS}
     */
    public Builder phoneRegions(String... regions) {
      phoneRegions = StandardPii.checkedRegions(List.of(regions));
      return this;
    }

    /**
     * Builds it.
     *
     * @return the detection
     */
    public Detection build() {
      return new Detection(this);
    }
  }
}
