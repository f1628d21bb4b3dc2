package dev.agentruntime.middleware.internal.secret;

import dev.agentruntime.middleware.internal.scan.Probe;
import java.util.List;

/**
 * The probes for keys, tokens and passwords that every detection begins with. Stateless.
 *
 * <p>A secret is told by its shape ({@link ProviderShapes}, {@link Jwt}, {@link PrivateKeys}) or by
 * its place: behind a name that speaks of secrets ({@link KeyName}, {@link KeyWords}), if the value
 * looks like one ({@link Judgement}), or before the host of an address. Only the value is found,
 * never the name.
 */
public final class StandardSecrets {
  private StandardSecrets() {}

  /**
   * All of them.
   *
   * @return new probes, to be kept
   */
  public static List<Probe> probes() {
    return List.of(new SecretProbe());
  }
}
