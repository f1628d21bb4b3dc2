package dev.agentruntime.middleware.cache;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.internal.FromMemory;
import dev.agentruntime.middleware.pattern.NamePattern;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Answers a call from memory if the same call was answered before. Off for every tool until it is
 * named, and only for tools that declare {@link ToolTrait#READ_ONLY} and {@link
 * ToolTrait#CACHEABLE}.
 *
 * <pre>{@code
 * ResultCache.builder()
 *     .cache("lookup_*", Duration.ofMinutes(5))
 *     .staleAfter("update_*", "lookup_*")
 *     .build();
 * }</pre>
 *
 * <p><b>The same</b> means the same tool with the same specification and the same arguments, in
 * whatever order and way they are written ({@link dev.agentruntime.json.CanonicalJson}), compared
 * in full and not by a hash.
 *
 * <p><b>For whom.</b> What a principal was told is remembered for that principal of that tenant.
 * What a run without a principal was told is remembered within its session, and of a run without
 * either within the run. Nothing is ever shared more widely than that.
 *
 * <p><b>What.</b> Successes alone. A result is good for the time set, until a tool that was
 * declared to write ends – in whatever run, as far as it is not certain that it did not begin – and
 * is not kept if such a write ended while the tool was asked. Writes by others than this runtime's
 * tools are not seen.
 *
 * <p><b>Where.</b> At {@link Anchor#CACHE}: a call is answered from memory only after every layer
 * that may refuse it has let it pass, a human included. Results are kept as links further in have
 * made them, redaction included. Tells {@code hit} by way of {@link
 * dev.agentruntime.chain.ToolCall#decided}.
 *
 * <p>State is kept per tenant and per session; immutable but for that; safe for use by many
 * threads.
 */
public final class ResultCache implements Layer {
  /** The name of the layer and of its link around tools that read. */
  public static final String NAME = "result-cache";

  /** The name of its link around tools that write. */
  public static final String WRITES = "result-cache-writes";

  /** The name of its link that looks whether an answer is known before anybody is asked. */
  public static final String PEEK = "result-cache-peek";

  /** Per tenant, and per session without principal: what an agent looks at in a long day. */
  public static final int DEFAULT_MAX_ENTRIES = 1_000;

  /** Of all questions and answers of a tenant together: some 20 MB at two bytes each. */
  public static final long DEFAULT_MAX_CHARACTERS = 10_000_000;

  private record StaleAfter(NamePattern writer, NamePattern reader) {
    String slot() {
      return "writes by " + writer + " to " + reader;
    }
  }

  private final PerTool<Duration> ages;
  private final Set<NamePattern> patterns;
  private final Set<StaleAfter> rules;
  private final int maxEntries;
  private final long maxCharacters;

  private ResultCache(Builder from) {
    this.ages = from.ages;
    this.patterns = Set.copyOf(from.patterns);
    this.rules = new LinkedHashSet<>(from.rules);
    this.maxEntries = from.maxEntries;
    this.maxCharacters = from.maxCharacters;
  }

  /**
   * Starts with nothing remembered.
   *
   * @return a new builder that holds the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    ToolDescriptor tool = binding.tool();
    List<Link> links = new ArrayList<>();
    Duration age = ages.get(tool.name());
    if (age != null && isCacheable(tool)) {
      CachedCalls cached = cached(binding, age);
      links.add(Link.check(Anchor.PEEK, PEEK, cached::look));
      links.add(
          Link.of(
                  Anchor.CACHE,
                  NAME,
                  cached,
                  LinkTrait.ANSWERS_FROM_MEMORY,
                  LinkTrait.NEEDS_FINAL_ARGUMENTS)
              .previewing(cached));
    }
    List<Slot<AtomicLong>> written =
        tool.traits().has(ToolTrait.READ_ONLY) || !tool.known()
            ? List.of()
            : counters(binding, rule -> rule.writer.matches(tool.name()));
    if (!written.isEmpty()) {
      links.add(Link.of(Anchor.CACHE, WRITES, new CountedWrites(written)));
    }
    return links;
  }

  private CachedCalls cached(LayerBinding binding, Duration age) {
    Supplier<KnownResults> empty = () -> new KnownResults(maxEntries, maxCharacters);
    String tool = binding.tool().name();
    return new CachedCalls(
        binding.time(),
        Deadline.saturatedNanos(age),
        binding.shared(StateScope.TENANT, "results", empty),
        binding.shared(StateScope.SESSION, "results", empty),
        counters(binding, rule -> rule.reader.matches(tool)),
        FromMemory.slot(binding));
  }

  /** Of the runtime, since tenants may read what others write. */
  private List<Slot<AtomicLong>> counters(LayerBinding binding, Predicate<StaleAfter> matches) {
    List<Slot<AtomicLong>> counters = new ArrayList<>();
    for (StaleAfter rule : rules) {
      if (matches.test(rule)) {
        counters.add(binding.shared(StateScope.RUNTIME, rule.slot(), AtomicLong::new));
      }
    }
    return List.copyOf(counters);
  }

  private boolean isCacheable(ToolDescriptor tool) {
    if (tool.traits().has(ToolTrait.CACHEABLE)) {
      return true; // and READ_ONLY, which it needs
    }
    if (tool.known() && patterns.contains(new NamePattern(tool.name()))) {
      throw new IllegalArgumentException(
          "result cache: tool '"
              + tool.name()
              + "' must be READ_ONLY and CACHEABLE to be cached, was "
              + tool.traits());
    }
    return false;
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    if (!tool.known()) {
      return "the tool is unknown";
    }
    if (ages.get(tool.name()) == null) {
      return "its results are not to be kept";
    }
    return "the tool is not declared cacheable";
  }

  @Override
  public String toString() {
    return "ResultCache("
        + ages.describe(age -> "for " + age)
        + rules.stream()
            .map(rule -> ", " + rule.reader + " stale after " + rule.writer)
            .collect(Collectors.joining())
        + ", at most "
        + maxEntries
        + " results and "
        + maxCharacters
        + " characters)";
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private final List<NamePattern> patterns = new ArrayList<>();
    private final List<StaleAfter> rules = new ArrayList<>();
    private PerTool<Duration> ages = PerTool.all(null);
    private int maxEntries = DEFAULT_MAX_ENTRIES;
    private long maxCharacters = DEFAULT_MAX_CHARACTERS;

    private Builder() {}

    /**
     * Remembers results of some tools.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters; with a {@code
     *     *} the tools that are not cacheable are left alone, without one it is an error
     * @param age how long a result is good for, more than zero
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the time zero or negative
     */
    public Builder cache(String toolPattern, Duration age) {
      if (!Objects.requireNonNull(age, "age").isPositive()) {
        throw new IllegalArgumentException(
            "result cache: the age for '" + toolPattern + "' must be positive, was " + age);
      }
      this.ages = ages.with(toolPattern, age);
      patterns.add(new NamePattern(toolPattern));
      return this;
    }

    /**
     * Says that results of some tools are stale once certain others have run.
     *
     * @param writer the tools that write: a name, in which {@code *} stands for any characters;
     *     read-only tools are left alone
     * @param reader the tools whose results are stale then
     * @return this builder
     * @throws IllegalArgumentException if a pattern is blank
     */
    public Builder staleAfter(String writer, String reader) {
      rules.add(new StaleAfter(new NamePattern(writer), new NamePattern(reader)));
      return this;
    }

    /**
     * How many results are kept per tenant; the one unused for longest makes room.
     *
     * @param entries at least 1; {@link #DEFAULT_MAX_ENTRIES} unless set
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder maxEntries(int entries) {
      this.maxEntries = (int) atLeastOne("maxEntries", entries);
      return this;
    }

    /**
     * How long the results that are kept per tenant are in all, arguments included; the one unused
     * for longest makes room.
     *
     * @param characters at least 1; {@link #DEFAULT_MAX_CHARACTERS} unless set
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder maxCharacters(long characters) {
      this.maxCharacters = atLeastOne("maxCharacters", characters);
      return this;
    }

    private static long atLeastOne(String key, long value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "result cache " + key + " must be at least 1, was " + value);
      }
      return value;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public ResultCache build() {
      return new ResultCache(this);
    }
  }
}
