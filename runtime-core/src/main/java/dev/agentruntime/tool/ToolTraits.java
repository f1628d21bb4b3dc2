package dev.agentruntime.tool;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The traits of one tool. Without any, a tool counts as effectful, not repeatable, not
 * interruptible and untrusted: the careful reading. Immutable.
 */
public final class ToolTraits {
  private static final ToolTraits NONE = new ToolTraits(EnumSet.noneOf(ToolTrait.class));

  private final EnumSet<ToolTrait> traits;

  private ToolTraits(EnumSet<ToolTrait> traits) {
    this.traits = traits;
  }

  /**
   * No trait at all.
   *
   * @return the same instance each time
   */
  public static ToolTraits none() {
    return NONE;
  }

  /**
   * Makes a set of traits.
   *
   * @param traits the traits; repeats do no harm
   * @return the set
   * @throws IllegalArgumentException if two traits contradict each other
   */
  public static ToolTraits of(ToolTrait... traits) {
    EnumSet<ToolTrait> set = EnumSet.noneOf(ToolTrait.class);
    set.addAll(Arrays.asList(traits));
    return checked(set);
  }

  private static ToolTraits checked(EnumSet<ToolTrait> set) {
    ToolTraits traits = set.isEmpty() ? NONE : new ToolTraits(set);
    if (traits.has(ToolTrait.READ_ONLY) && traits.has(ToolTrait.DESTRUCTIVE)) {
      throw new IllegalArgumentException(
          "a tool must not be both READ_ONLY and DESTRUCTIVE, was " + traits);
    }
    if (traits.has(ToolTrait.CACHEABLE) && !traits.has(ToolTrait.READ_ONLY)) {
      throw new IllegalArgumentException("a CACHEABLE tool must be READ_ONLY, was " + traits);
    }
    return traits;
  }

  /**
   * Whether a trait was declared.
   *
   * @param trait the trait
   * @return true if it was
   */
  public boolean has(ToolTrait trait) {
    return traits.contains(trait);
  }

  /**
   * Whether repeating a call is harmless: declared idempotent or read-only.
   *
   * @return true if a call may be repeated without asking
   */
  public boolean repeatable() {
    return has(ToolTrait.IDEMPOTENT) || has(ToolTrait.READ_ONLY);
  }

  /**
   * These traits and one more.
   *
   * @param trait the trait to add
   * @return a new set
   * @throws IllegalArgumentException if the result contradicts itself
   */
  public ToolTraits with(ToolTrait trait) {
    EnumSet<ToolTrait> set = EnumSet.copyOf(traits);
    set.add(trait);
    return checked(set);
  }

  /**
   * The traits as a set.
   *
   * @return a new set
   */
  public Set<ToolTrait> asSet() {
    return EnumSet.copyOf(traits);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ToolTraits that && that.traits.equals(traits);
  }

  @Override
  public int hashCode() {
    return traits.hashCode();
  }

  @Override
  public String toString() {
    return traits.stream().map(Enum::name).collect(Collectors.joining(", ", "[", "]"));
  }
}
