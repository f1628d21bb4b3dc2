package dev.agentruntime.middleware.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A setting that may differ from tool to tool: the most specific matching pattern says which; of
 * equally specific ones the one given last. For the settings of layers, a host's own included.
 * Immutable.
 *
 * @param <T> what is set; safe for use by many threads if layers are to share it
 */
public final class PerTool<T> {
  private record Entry<T>(NamePattern pattern, T value) {}

  private final @Nullable T fallback;
  private final List<Entry<T>> entries;

  private PerTool(@Nullable T fallback, List<Entry<T>> entries) {
    this.fallback = fallback;
    this.entries = entries;
  }

  /**
   * One value for every tool, or none.
   *
   * @param value the value, or null for none
   * @param <T> what is set
   * @return a setting without exceptions
   */
  public static <T> PerTool<T> all(@Nullable T value) {
    return new PerTool<>(value, List.of());
  }

  /**
   * The same exceptions from another value for the rest.
   *
   * @param value the value, or null for none
   * @return a changed copy
   */
  public PerTool<T> otherwise(@Nullable T value) {
    return new PerTool<>(value, entries);
  }

  /**
   * An exception for the tools a pattern matches.
   *
   * @param pattern a tool's name, in which {@code *} stands for any characters
   * @param value what holds for them
   * @return a changed copy
   * @throws IllegalArgumentException if the pattern is blank or has blanks around it
   */
  public PerTool<T> with(String pattern, T value) {
    List<Entry<T>> more = new ArrayList<>(entries);
    more.add(new Entry<>(new NamePattern(pattern), value));
    return new PerTool<>(fallback, List.copyOf(more));
  }

  /**
   * What holds for a tool. To be asked when a layer is bound, not per call.
   *
   * @param tool the tool's name
   * @return the value, or null if nothing was said about the tool
   */
  public @Nullable T get(String tool) {
    Entry<T> best = best(tool);
    return best == null ? fallback : best.value;
  }

  /**
   * What was said of a tool by a pattern, and not merely holds for the rest.
   *
   * @param tool the tool's name
   * @return the value, or null if no pattern matches
   */
  public @Nullable T exception(String tool) {
    Entry<T> best = best(tool);
    return best == null ? null : best.value;
  }

  private @Nullable Entry<T> best(String tool) {
    Entry<T> best = null;
    for (Entry<T> entry : entries) {
      boolean better = best == null || entry.pattern.compareTo(best.pattern) >= 0;
      if (better && entry.pattern.matches(tool)) {
        best = entry;
      }
    }
    return best;
  }

  /**
   * Whether nothing was said about any tool.
   *
   * @return true if {@link #get} answers null for every name
   */
  public boolean isEmpty() {
    return fallback == null && entries.isEmpty();
  }

  /**
   * What it says, in words.
   *
   * @param value puts one value into words
   * @return the value for the rest, then each exception
   */
  public String describe(Function<? super T, String> value) {
    StringBuilder text = new StringBuilder(fallback == null ? "none" : value.apply(fallback));
    for (Entry<T> entry : entries) {
      text.append(", ").append(entry.pattern).append(' ').append(value.apply(entry.value));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return describe(String::valueOf);
  }
}
