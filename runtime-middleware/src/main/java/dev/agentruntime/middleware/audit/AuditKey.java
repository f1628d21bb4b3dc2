package dev.agentruntime.middleware.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The host's secret from which the audit takes its keys: one for the chain of records, one for the
 * digests in them. Who has it can verify, and can forge; keep it apart from the records.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class AuditKey {
  /** As long as what HMAC-SHA-256 yields; a shorter key is the weakest part. */
  public static final int MIN_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  /** The id is public: enough of it to tell keys apart, not to find one. */
  private static final int ID_BYTES = 8;

  /** Keyed and never used themselves: a clone is cheaper than asking the providers again. */
  private final Mac chain;

  private final Mac digests;
  private final String id;

  private AuditKey(byte[] secret) {
    SecretKeySpec root = new SecretKeySpec(secret, ALGORITHM);
    this.chain = macOf(derived(root, "chain"));
    this.digests = macOf(derived(root, "digest"));
    this.id = HexFormat.of().formatHex(derived(root, "id").getEncoded(), 0, ID_BYTES);
  }

  private static SecretKeySpec derived(SecretKeySpec root, String purpose) {
    Mac mac = macOf(root);
    return new SecretKeySpec(
        mac.doFinal(("dev.agentruntime.audit." + purpose + ".v1").getBytes(StandardCharsets.UTF_8)),
        ALGORITHM);
  }

  /**
   * A key of the host's.
   *
   * @param secret random bytes, {@value #MIN_BYTES} or more; copied
   * @return the key
   * @throws IllegalArgumentException if there are fewer
   */
  public static AuditKey of(byte[] secret) {
    if (Objects.requireNonNull(secret, "secret").length < MIN_BYTES) {
      throw new IllegalArgumentException(
          "an audit key must have at least " + MIN_BYTES + " bytes, had " + secret.length);
    }
    return new AuditKey(secret.clone());
  }

  /**
   * A key nobody else has, which is gone with the process: for digests that are only compared
   * within it.
   *
   * @return a new key
   */
  public static AuditKey random() {
    byte[] secret = new byte[MIN_BYTES];
    new SecureRandom().nextBytes(secret);
    return new AuditKey(secret);
  }

  /**
   * Names the key without giving it away.
   *
   * @return 16 hex digits
   */
  public String id() {
    return id;
  }

  /** A new computation over records. */
  Mac chainMac() {
    return copyOf(chain);
  }

  /** A new computation over arguments or results. */
  Mac digestMac() {
    return copyOf(digests);
  }

  private static Mac macOf(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          ALGORITHM + ", which every Java platform has, is missing here", e);
    }
  }

  private static Mac copyOf(Mac keyed) {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(ALGORITHM + " of this Java platform cannot be copied", e);
    }
  }

  /** The id only. */
  @Override
  public String toString() {
    return "AuditKey(" + id + ")";
  }
}
