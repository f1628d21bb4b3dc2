package dev.agentruntime.testkit.leak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Values of every type that redaction knows of, each with a checksum that is right if it has one,
 * and none that belongs to anybody. Immutable.
 *
 * <p>Types: {@code EMAIL, PHONE, CARD, IBAN, US_SSN, NATIONAL_ID, IP, MAC, CRYPTO, URL, BIRTH_DATE,
 * PASSPORT, DRIVING_LICENCE, BANK_ACCOUNT, TAX_ID, MEDICAL_ID, SECRET, PERSON, PLACE,
 * ORGANISATION}. The last three have no form: leave them out where nothing detects names.
 */
public final class Canaries {
  private final long seed;
  private final List<Canary> all;

  private Canaries(long seed, List<Canary> all) {
    this.seed = seed;
    this.all = List.copyOf(all);
  }

  /**
   * One of each type, other values each time. The seed is in every finding.
   *
   * @return new values
   */
  public static Canaries random() {
    return seeded(ThreadLocalRandom.current().nextLong());
  }

  /**
   * One of each type.
   *
   * @param seed the same seed makes the same values
   * @return the values
   */
  public static Canaries seeded(long seed) {
    return new Canaries(seed, new Mint(seed).all());
  }

  /**
   * These values, of some types only.
   *
   * @param types names of types
   * @return fewer values
   * @throws IllegalArgumentException if there is none of a type
   */
  public Canaries only(String... types) {
    Set<String> wanted = known(types);
    return filtered(canary -> wanted.contains(canary.type()));
  }

  /**
   * These values but those of some types.
   *
   * @param types names of types
   * @return fewer values
   * @throws IllegalArgumentException if there is none of a type
   */
  public Canaries without(String... types) {
    Set<String> unwanted = known(types);
    return filtered(canary -> !unwanted.contains(canary.type()));
  }

  /**
   * These values and some of a host's own.
   *
   * @param added values the host's own detectors find
   * @return more values
   */
  public Canaries with(Canary... added) {
    List<Canary> more = new ArrayList<>(all);
    more.addAll(List.of(added));
    return new Canaries(seed, more);
  }

  private Canaries filtered(Predicate<Canary> wanted) {
    return new Canaries(seed, all.stream().filter(wanted).toList());
  }

  private Set<String> known(String... types) {
    Set<String> had = all.stream().map(Canary::type).collect(Collectors.toSet());
    for (String type : types) {
      if (!had.contains(type)) {
        throw new IllegalArgumentException("there is no canary of type '" + type + "', but " + had);
      }
    }
    return Set.copyOf(Arrays.asList(types));
  }

  /**
   * Makes the same values again.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /**
   * The values.
   *
   * @return an unmodifiable list
   */
  public List<Canary> all() {
    return all;
  }

  /**
   * The sentences of all values, for a test to put wherever a text goes.
   *
   * @return one sentence a line
   */
  public String text() {
    return all.stream().map(Canary::sentence).collect(Collectors.joining("\n"));
  }

  /** Types and seed. */
  @Override
  public String toString() {
    return "Canaries(seed " + seed + ", " + all.stream().map(Canary::type).toList() + ")";
  }
}
