package dev.agentruntime.middleware.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a rule asks of a call's arguments. Looks at parsed values of a known kind, never at text
 * that happens to be JSON.
 *
 * <pre>{@code
 * ArgumentCondition.at("/amount").above(1_000)
 * ArgumentCondition.at("/recipients").hostIn("example.com", "*.example.com").not()
 * ArgumentCondition.at("/files/*").under("/srv/reports")
 * }</pre>
 *
 * <p>If the pointer leads to several values – through {@code *}, or because there is an array – a
 * rule that allows asks it of every one, a rule that asks or denies is content with one. If it
 * leads to none, or to null, nothing holds of it but the {@linkplain #not negation}. A value of
 * another kind than the condition is about, such as text where a number is compared, cannot be
 * judged: a rule that allows does not match then, and by a rule that asks or denies the call is
 * denied.
 *
 * <p>Immutable.
 */
public final class ArgumentCondition {
  private final ArgumentPath path;
  private final ValueTest test;
  private final boolean negated;

  private ArgumentCondition(ArgumentPath path, ValueTest test, boolean negated) {
    this.path = path;
    this.test = test;
    this.negated = negated;
  }

  /**
   * Starts a condition.
   *
   * @param pointer a JSON pointer such as {@code /filter/owner}; a part {@code *} stands for every
   *     element or member
   * @return what is left to say
   * @throws IllegalArgumentException if the pointer does not begin with a slash and name something
   */
  public static At at(String pointer) {
    return new At(ArgumentPath.of(pointer));
  }

  /**
   * The opposite, asked value by value: it holds of each value of which this one does not, and
   * where there is no value. What cannot be judged cannot be judged either way.
   *
   * @return a new condition
   */
  public ArgumentCondition not() {
    return new ArgumentCondition(path, test, !negated);
  }

  ArgumentPath path() {
    return path;
  }

  Truth of(ObjectNode arguments, boolean everyOne) {
    return path.test(arguments, this, everyOne);
  }

  Truth ofValue(JsonNode value) {
    Truth truth = test.of(value);
    return negated ? truth.negated() : truth;
  }

  Truth ofNothing() {
    return Truth.of(negated);
  }

  /** Such as {@code /amount is at least 1000}. */
  @Override
  public String toString() {
    return path + (negated ? " not: " : " ") + test;
  }

  /** A place in the arguments, of which something is still to be said. Immutable. */
  public static final class At {
    private final ArgumentPath path;

    private At(ArgumentPath path) {
      this.path = path;
    }

    private ArgumentCondition that(ValueTest test) {
      return new ArgumentCondition(path, test, false);
    }

    /**
     * There is a value, and it is not null.
     *
     * @return a condition
     */
    public ArgumentCondition present() {
      return that(new ValueTest.Present());
    }

    /**
     * The text is one of these, to the letter.
     *
     * @param texts at least one
     * @return a condition
     * @throws IllegalArgumentException if there is none
     */
    public ArgumentCondition in(String... texts) {
      return that(new ValueTest.OneOf(Set.copyOf(some("texts", texts))));
    }

    /**
     * The text is this one, to the letter.
     *
     * @param text the text
     * @return a condition
     */
    public ArgumentCondition equalTo(String text) {
      return in(text);
    }

    /**
     * The number is this one, however it is written.
     *
     * @param number the number
     * @return a condition
     */
    public ArgumentCondition equalTo(long number) {
      return between(number, number);
    }

    /**
     * The value is this truth value.
     *
     * @param value the value
     * @return a condition
     */
    public ArgumentCondition equalTo(boolean value) {
      return that(new ValueTest.Is(value));
    }

    /**
     * The text begins with one of these, to the letter. For paths and URLs use {@link #under} and
     * {@link #hostIn}, which cannot be got round by other spellings.
     *
     * @param prefixes at least one, none empty
     * @return a condition
     * @throws IllegalArgumentException if there is none, or an empty one
     */
    public ArgumentCondition startsWith(String... prefixes) {
      List<String> some = some("prefixes", prefixes);
      if (some.contains("")) {
        throw new IllegalArgumentException("prefixes at " + path + " must not be empty, was ''");
      }
      return that(new ValueTest.Prefix(some));
    }

    /**
     * The number is at least this.
     *
     * @param least the bound, included
     * @return a condition
     */
    public ArgumentCondition atLeast(BigDecimal least) {
      return that(new ValueTest.Range(Objects.requireNonNull(least, "least"), null));
    }

    /**
     * The number is at least this.
     *
     * @param least the bound, included
     * @return a condition
     */
    public ArgumentCondition atLeast(long least) {
      return atLeast(BigDecimal.valueOf(least));
    }

    /**
     * The number is at most this.
     *
     * @param most the bound, included
     * @return a condition
     */
    public ArgumentCondition atMost(BigDecimal most) {
      return that(new ValueTest.Range(null, Objects.requireNonNull(most, "most")));
    }

    /**
     * The number is at most this.
     *
     * @param most the bound, included
     * @return a condition
     */
    public ArgumentCondition atMost(long most) {
      return atMost(BigDecimal.valueOf(most));
    }

    /**
     * The number is greater than this.
     *
     * @param bound the bound, not included
     * @return a condition
     */
    public ArgumentCondition above(long bound) {
      return that(new ValueTest.Above(BigDecimal.valueOf(bound)));
    }

    /**
     * The number lies between two bounds.
     *
     * @param least the lower bound, included
     * @param most the upper bound, included
     * @return a condition
     * @throws IllegalArgumentException if the lower one is above the upper one
     */
    public ArgumentCondition between(long least, long most) {
      if (least > most) {
        throw new IllegalArgumentException(
            "the lower bound at " + path + " must be at most " + most + ", was " + least);
      }
      return that(new ValueTest.Range(BigDecimal.valueOf(least), BigDecimal.valueOf(most)));
    }

    /**
     * The text is a URL of one of these hosts, whatever its scheme, port and path. What is not
     * plainly an absolute URL with a host cannot be judged: credentials before the host,
     * backslashes, an address written as a number.
     *
     * @param hosts at least one: a name, or {@code *.} and a domain for every host below it
     * @return a condition
     * @throws IllegalArgumentException if there is none, or one is not a plain name
     */
    public ArgumentCondition hostIn(String... hosts) {
      return that(new ValueTest.Host(some("hosts", hosts).stream().map(HostPattern::of).toList()));
    }

    /**
     * The text is a path in one of these directories, or one of them, once {@code .}, {@code ..}
     * and doubled slashes are resolved. Compared by text alone: links are not followed and letter
     * case counts. A path with backslashes or control characters cannot be judged, nor a relative
     * path where only absolute directories are named.
     *
     * @param directories at least one
     * @return a condition
     * @throws IllegalArgumentException if there is none, or one is blank
     */
    public ArgumentCondition under(String... directories) {
      return that(
          new ValueTest.Under(
              some("directories", directories).stream().map(PlainPath::of).toList()));
    }

    private List<String> some(String key, String... values) {
      if (values.length == 0) {
        throw new IllegalArgumentException(key + " at " + path + " must not be empty");
      }
      return Arrays.asList(values).stream().map(v -> Objects.requireNonNull(v, key)).toList();
    }
  }
}
