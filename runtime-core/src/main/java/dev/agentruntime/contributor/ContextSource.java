package dev.agentruntime.contributor;

import java.util.Objects;

/** A contributor as a host registers it: under a name, with a bound, required or not. Immutable. */
public final class ContextSource {
  /** Some 5,000 tokens: ten passages of the usual size. */
  public static final int DEFAULT_MAX_CHARACTERS = 20_000;

  private final String name;
  private final ContextContributor contributor;
  private final int maxCharacters;
  private final boolean required;
  private final boolean trusted;

  private ContextSource(
      String name,
      ContextContributor contributor,
      int maxCharacters,
      boolean required,
      boolean trusted) {
    this.name = name;
    this.contributor = contributor;
    this.maxCharacters = maxCharacters;
    this.required = required;
    this.trusted = trusted;
  }

  /**
   * A source that may fail, with {@link #DEFAULT_MAX_CHARACTERS}.
   *
   * @param name its name in events, logs, thread names and before the model; not blank
   * @param contributor looks it up
   * @return a new source
   */
  public static ContextSource of(String name, ContextContributor contributor) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException(
          "the name of a context source must not be blank, was '" + name + "'");
    }
    Objects.requireNonNull(contributor, "contributor");
    return new ContextSource(name, contributor, DEFAULT_MAX_CHARACTERS, false, false);
  }

  /**
   * The same source, without which no run goes on.
   *
   * @return a copy
   */
  public ContextSource required() {
    return new ContextSource(name, contributor, maxCharacters, true, trusted);
  }

  /**
   * The same source, vouched for by the host: nobody else can write what it finds. Otherwise what
   * it finds counts as untrusted.
   *
   * @return a copy
   */
  public ContextSource trusted() {
    return new ContextSource(name, contributor, maxCharacters, required, true);
  }

  /**
   * The same source with another bound on what the model is shown of it. What goes beyond is left
   * out, the last blocks first, and the model is told.
   *
   * @param max characters of all its blocks together, at least 1
   * @return a copy
   */
  public ContextSource withMaxCharacters(int max) {
    if (max < 1) {
      throw new IllegalArgumentException(
          "max characters of context source '" + name + "' must be at least 1, was " + max);
    }
    return new ContextSource(name, contributor, max, required, trusted);
  }

  /**
   * Its name.
   *
   * @return not blank
   */
  public String name() {
    return name;
  }

  /**
   * What looks it up.
   *
   * @return the contributor
   */
  public ContextContributor contributor() {
    return contributor;
  }

  /**
   * How much of it the model is shown.
   *
   * @return characters, at least 1
   */
  public int maxCharacters() {
    return maxCharacters;
  }

  /**
   * Whether a run fails without it.
   *
   * @return true if it does
   */
  public boolean isRequired() {
    return required;
  }

  /**
   * Whether the host vouches for what it finds.
   *
   * @return true if it does
   */
  public boolean isTrusted() {
    return trusted;
  }

  @Override
  public String toString() {
    return "ContextSource("
        + name
        + (required ? ", required" : "")
        + (trusted ? ", trusted" : "")
        + ", up to "
        + maxCharacters
        + " characters)";
  }
}
