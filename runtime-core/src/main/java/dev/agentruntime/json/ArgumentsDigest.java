package dev.agentruntime.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 over several fields that can be taken in one way only: what it is for comes first, then
 * each field with its kind and length before it, so that neither {@code ("ab", "c")} and {@code
 * ("a", "bc")} nor a digest made for one purpose and one made for another are ever the same.
 *
 * <pre>{@code
 * String digest = ArgumentsDigest.of("approval")
 *     .field(call.toolName())
 *     .json(call.arguments().object())
 *     .hex();
 * }</pre>
 *
 * <p>JSON counts in its {@linkplain CanonicalJson canonical form}, and is hashed without being
 * written out. A digest of few possible values can be guessed by trying them; what must not be
 * guessed needs a key.
 *
 * <p>Used once. Confined to one thread.
 */
public final class ArgumentsDigest {
  /** Told apart from every other use of a hash; changes if what is digested ever does. */
  private static final String DOMAIN = "dev.agentruntime/digest/1/";

  private static final byte TEXT = 't';
  private static final byte NUMBER = 'n';
  private static final byte JSON = 'j';
  private static final byte NOTHING = '0';

  private final MessageDigest hash = sha256();
  private final byte[] eight = new byte[Long.BYTES];

  private ArgumentsDigest() {}

  /**
   * Begins a digest.
   *
   * @param purpose what it is for; the same fields give another digest for another purpose
   * @return a new digest
   */
  public static ArgumentsDigest of(String purpose) {
    return new ArgumentsDigest().field(DOMAIN + Objects.requireNonNull(purpose, "purpose"));
  }

  /**
   * Digests one JSON value.
   *
   * @param purpose what for
   * @param value any JSON value
   * @return 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if the tree holds something that is not JSON
   */
  public static String hex(String purpose, JsonNode value) {
    return of(purpose).json(value).hex();
  }

  /**
   * Adds a text.
   *
   * @param text a text, or null, which differs from every text
   * @return this digest
   */
  public ArgumentsDigest field(@Nullable String text) {
    if (text == null) {
      hash.update(NOTHING);
      return this;
    }
    hash.update(TEXT);
    add(text.length());
    for (int i = 0; i < text.length(); i++) {
      // Not UTF-8, which makes one character of all halves of surrogate pairs.
      hash.update((byte) (text.charAt(i) >>> Byte.SIZE));
      hash.update((byte) text.charAt(i));
    }
    return this;
  }

  /**
   * Adds a number.
   *
   * @param number any number
   * @return this digest
   */
  public ArgumentsDigest field(long number) {
    hash.update(NUMBER);
    add(number);
    return this;
  }

  /**
   * Adds a JSON value.
   *
   * @param value any JSON value
   * @return this digest
   * @throws IllegalArgumentException if the tree holds something that is not JSON
   */
  public ArgumentsDigest json(JsonNode value) {
    // A hash of its own stands for the value: of fixed length, so nothing need be known beforehand.
    MessageDigest own = sha256();
    CharSink.OfDigest sink = new CharSink.OfDigest(own);
    CanonicalJson.write(value, sink);
    sink.flush();
    hash.update(JSON);
    hash.update(own.digest());
    return this;
  }

  /**
   * Ends the digest.
   *
   * @return 64 lower-case hexadecimal digits
   */
  public String hex() {
    return HexFormat.of().formatHex(hash.digest());
  }

  private void add(long number) {
    for (int i = 0; i < Long.BYTES; i++) {
      eight[i] = (byte) (number >>> ((Long.BYTES - 1 - i) * Byte.SIZE));
    }
    hash.update(eight);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "ArgumentsDigest(SHA-256)";
  }
}
