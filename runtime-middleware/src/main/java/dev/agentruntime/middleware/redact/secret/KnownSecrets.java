package dev.agentruntime.middleware.redact.secret;

import dev.agentruntime.middleware.redact.Detector;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Findings;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Finds secrets whose values are known, in any text: as they are, and encoded as base64, in hex,
 * for an address or in JSON. Whoever resolves secrets for a call makes one, and looks through what
 * comes out of it: results, errors, records. Immutable; safe for use by many threads.
 *
 * <p>Base64 is found wherever the secret stands within what was encoded, as a password does in
 * {@code user:password}. Not found are: base64 broken into lines, what was encoded twice (but for
 * JSON within JSON), compressed or encrypted, and a secret sent in pieces.
 *
 * <p>Holds the values for as long as it lives, so keep it no longer than the call; {@link
 * #toString} tells only how many there are. A text is searched once for each form of each secret,
 * about fifteen: for the few of a call, not for a directory of them.
 */
public final class KnownSecrets implements Detector {
  /**
   * How short a secret may be: shorter ones stand in texts by chance, and their forms in base64
   * even more often.
   */
  public static final int SHORTEST = 6;

  private static final double CERTAIN = 1.0;
  private static final Set<EntityType> TYPES = Set.of(EntityType.SECRET);

  private final List<SecretForm> forms;
  private final int secrets;

  private KnownSecrets(Set<String> values) {
    Set<SecretForm> all = new LinkedHashSet<>();
    for (String value : values) {
      if (value.length() < SHORTEST) {
        throw new IllegalArgumentException(
            "a secret must have at least "
                + SHORTEST
                + " characters to be sought in texts, was "
                + value.length());
      }
      all.addAll(SecretForm.of(value));
    }
    forms = List.copyOf(all);
    secrets = values.size();
  }

  /**
   * Makes one.
   *
   * @param values the secrets; may be none, and then nothing is found
   * @return a detector of {@link EntityType#SECRET}
   * @throws IllegalArgumentException if one is shorter than {@value #SHORTEST} characters; the
   *     message does not repeat it
   */
  public static KnownSecrets of(String... values) {
    return of(List.of(values));
  }

  /**
   * Makes one.
   *
   * @param values the secrets; may be none, and then nothing is found
   * @return a detector of {@link EntityType#SECRET}
   * @throws IllegalArgumentException if one is shorter than {@value #SHORTEST} characters; the
   *     message does not repeat it
   */
  public static KnownSecrets of(Collection<String> values) {
    return new KnownSecrets(Set.copyOf(values));
  }

  @Override
  public Set<EntityType> types() {
    return TYPES;
  }

  @Override
  public void scan(String text, Findings findings) {
    Objects.requireNonNull(text, "text");
    for (SecretForm form : forms) {
      int at = text.indexOf(form.text());
      while (at >= 0) {
        int end = at + form.text().length();
        findings.found(form.start(text, at), form.end(text, end), EntityType.SECRET, CERTAIN);
        at = text.indexOf(form.text(), end);
      }
    }
  }

  /** Only how many there are. */
  @Override
  public String toString() {
    return secrets == 1 ? "1 known secret" : secrets + " known secrets";
  }
}
