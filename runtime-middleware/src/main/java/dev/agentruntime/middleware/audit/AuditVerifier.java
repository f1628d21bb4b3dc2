package dev.agentruntime.middleware.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks an audit stream: that every line is what was written, that none is missing, doubled or out
 * of order, and what it tells of calls whose effect is not known. Reads the files once, line by
 * line; may run while they are being written.
 *
 * <p>What it cannot tell is that lines were cut off at the very end, unless it is given a tip that
 * was kept elsewhere (see {@link AuditAnchor}), nor that something was never written.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class AuditVerifier {
  private final List<AuditKey> keys;
  private final @Nullable AuditTip anchor;

  private AuditVerifier(List<AuditKey> keys, @Nullable AuditTip anchor) {
    this.keys = List.copyOf(keys);
    this.anchor = anchor;
  }

  /**
   * A verifier.
   *
   * @param keys the key of the stream; several if it was changed
   * @return a verifier that knows of no tip
   */
  public static AuditVerifier of(AuditKey... keys) {
    return new AuditVerifier(List.of(keys), null);
  }

  /**
   * The same, but the stream has to reach a tip and agree with it.
   *
   * @param tip what an {@link AuditAnchor} was told
   * @return another verifier
   */
  public AuditVerifier anchoredAt(AuditTip tip) {
    return new AuditVerifier(keys, Objects.requireNonNull(tip, "tip"));
  }

  /**
   * Checks a stream.
   *
   * @param directory where its segments are
   * @return what was found
   * @throws IOException if a file cannot be read
   */
  public AuditReport verify(Path directory) throws IOException {
    StreamCheck check = new StreamCheck(keys, anchor);
    for (Segments.Segment segment : Segments.in(directory)) {
      check.segment(segment);
    }
    return check.report();
  }
}
