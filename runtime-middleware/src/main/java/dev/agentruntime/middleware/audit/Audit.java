package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditSink;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts every tool call on record: what the model proposed, what would execute, what was decided,
 * that the tool began, and how it ended. One recorder at three places, as no single one sees both
 * the calls that are refused and the arguments that execute:
 *
 * <ul>
 *   <li>at {@link Anchor#PROPOSED} around everything that may refuse: {@code Proposed}, and on the
 *       way out the last {@code Decided} and exactly one {@code Finished}, also when the call ends
 *       by an exception or an interrupt; a suspended call gets {@code Suspended} instead, and is
 *       the same call when it comes again;
 *   <li>at {@link Anchor#INTENT}, behind everything that changes arguments: {@code Intent};
 *   <li>at {@link Anchor#STARTED}, directly around the tool, per attempt: {@code Decided} and
 *       {@code Started}.
 * </ul>
 *
 * <p>By default the account is kept in memory, in an {@link AuditRing}. With an {@link AuditSink}
 * it fails closed: a tool that is not declared read-only begins only once {@code Started} is as
 * durable as the sink promises, and a call that cannot be put on record is refused with {@value
 * #UNAVAILABLE}. How a call ended is told whatever the sink says; if that record is lost, the call
 * stays open in the account, which is what is known of it.
 *
 * <p>Kept are names, ids, sizes and keyed digests. Arguments are shown only through a {@link
 * Redactor}, cut to a size, and not those of a tool with the trait {@link ToolTrait#SENSITIVE};
 * results are never shown.
 *
 * <p>The model sees nothing of it but a refusal. Immutable; safe for use by many threads.
 */
public final class Audit implements Layer {
  /** The name of the layer and of its link around calls. */
  public static final String NAME = "audit";

  /** The name of its link behind everything that changes arguments. */
  public static final String INTENT = "audit-intent";

  /** The name of its link around each attempt. */
  public static final String STARTED = "audit-started";

  /** Why a call is refused that cannot be put on record. */
  public static final String UNAVAILABLE = "unavailable";

  /** Why work that was left behind may not try again. */
  public static final String CALL_ENDED = "call_ended";

  /** The decision that a tool which only reads went on without a record. */
  public static final String UNRECORDED = "unrecorded";

  /** The decision that the record of an outcome was lost. */
  public static final String OUTCOME_UNRECORDED = "outcome_unrecorded";

  /** Enough to see what a call was about; a file that a tool writes is no business of an audit. */
  public static final int DEFAULT_SHOWN_BYTES = 4_096;

  /** Lines stay readable, and a stream of them bounded. */
  public static final int MAX_SHOWN_BYTES = 1 << 20;

  private final @Nullable AuditRing ring;
  private final @Nullable AuditSink sink;
  private final AuditKey key;
  private final @Nullable Redactor redactor;
  private final PerTool<Integer> shownBytes;
  private final boolean readsGoOn;

  private Audit(Builder from) {
    this.ring = from.ring;
    this.sink = from.sink;
    this.key = from.key;
    this.redactor = from.redactor;
    this.shownBytes = from.shownBytes;
    this.readsGoOn = from.readsGoOn;
  }

  private Audit(Audit like, Redactor sees) {
    this.ring = like.ring;
    this.sink = like.sink;
    this.key = like.key;
    this.redactor = sees;
    this.shownBytes = like.shownBytes;
    this.readsGoOn = like.readsGoOn;
  }

  /**
   * This layer with a redactor, for a chain that has one for all.
   *
   * @param sees the redactor
   * @return this layer if it has a redactor of its own, else a copy over the same account
   */
  public Audit redactedBy(Redactor sees) {
    return redactor == null ? new Audit(this, Objects.requireNonNull(sees, "sees")) : this;
  }

  /**
   * In memory, in a ring of its own.
   *
   * @return a new layer
   */
  public static Audit standard() {
    return inMemory(AuditRing.standard()).build();
  }

  /**
   * In memory.
   *
   * @param ring keeps the account of recent calls
   * @return a new builder
   */
  public static Builder inMemory(AuditRing ring) {
    return new Builder(Objects.requireNonNull(ring, "ring"), null, AuditKey.random());
  }

  /**
   * Into a sink, which the host closes once the runtimes that use it are closed.
   *
   * @param sink keeps the records
   * @param key makes the digests of arguments and results; the same for all processes whose records
   *     are to be compared
   * @return a new builder
   */
  public static Builder to(AuditSink sink, AuditKey key) {
    return new Builder(
        null, Objects.requireNonNull(sink, "sink"), Objects.requireNonNull(key, "key"));
  }

  /**
   * For something close to this, which keeps its account in the same place.
   *
   * @return a new builder that holds what this layer has
   */
  public Builder toBuilder() {
    Builder builder = new Builder(ring, sink, key);
    builder.redactor = redactor;
    builder.shownBytes = shownBytes;
    builder.readsGoOn = readsGoOn;
    return builder;
  }

  /**
   * The ring that keeps the account.
   *
   * @return the ring, or null if the account goes into a sink
   */
  public @Nullable AuditRing ring() {
    return ring;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    Recorder recorder = recorder(binding);
    return List.of(
        Link.of(Anchor.PROPOSED, NAME, recorder::aroundCall).outsideOf(INTENT).outsideOf(STARTED),
        Link.of(Anchor.INTENT, INTENT, recorder::beforeDeciding, LinkTrait.NEEDS_FINAL_ARGUMENTS)
            .outsideOf(STARTED),
        Link.of(Anchor.STARTED, STARTED, recorder::beforeRunning, LinkTrait.NEEDS_FINAL_ARGUMENTS));
  }

  private Recorder recorder(LayerBinding binding) {
    ToolDescriptor tool = binding.tool();
    Integer bytes = tool.traits().has(ToolTrait.SENSITIVE) ? null : shownBytes.get(tool.name());
    Payloads payloads = new Payloads(tool, key, redactor, bytes == null ? 0 : bytes);
    AuditSink into = sink;
    if (into != null) {
      return new SinkRecorder(into, binding, payloads, readsGoOn);
    }
    return new RingRecorder(Objects.requireNonNull(ring, "ring"), binding, payloads);
  }

  @Override
  public String toString() {
    String where = sink == null ? String.valueOf(ring) : sink.toString();
    String shown =
        redactor == null ? "no arguments shown" : "bytes of arguments shown: " + shownBytes;
    return "Audit("
        + where
        + ", "
        + shown
        + (readsGoOn ? ", reads go on without" : ", nothing goes on without")
        + ")";
  }

  /** Says where the account is kept and what is in it. Confined to one thread. */
  public static final class Builder {
    private final @Nullable AuditRing ring;
    private final @Nullable AuditSink sink;
    private AuditKey key;
    private @Nullable Redactor redactor;
    private PerTool<Integer> shownBytes = PerTool.all(DEFAULT_SHOWN_BYTES);
    private boolean readsGoOn;

    private Builder(@Nullable AuditRing ring, @Nullable AuditSink sink, AuditKey key) {
      this.ring = ring;
      this.sink = sink;
      this.key = key;
    }

    /**
     * Makes digests with a key of the host's; in memory with one of its own unless set.
     *
     * @param secret the key
     * @return this builder
     */
    public Builder key(AuditKey secret) {
      this.key = Objects.requireNonNull(secret, "secret");
      return this;
    }

    /**
     * Shows arguments, redacted and cut. Without a redactor none are shown.
     *
     * @param sees the redactor
     * @return this builder
     */
    public Builder redactor(Redactor sees) {
      this.redactor = Objects.requireNonNull(sees, "sees");
      return this;
    }

    /**
     * How much is shown of the arguments of tools of which nothing else is said; the digest always
     * covers all. Nothing is shown without a redactor.
     *
     * @param bytes of UTF-8, 0 for nothing; {@value Audit#DEFAULT_SHOWN_BYTES} unless set
     * @return this builder
     * @throws IllegalArgumentException if it is negative or more than a mebibyte
     */
    public Builder shownBytes(int bytes) {
      this.shownBytes = shownBytes.otherwise(checked("audit shownBytes", bytes));
      return this;
    }

    /**
     * How much is shown of the arguments of some tools. The most specific pattern counts.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param bytes of UTF-8, 0 for nothing
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank, or the number is negative or more
     *     than a mebibyte
     */
    public Builder shownBytes(String toolPattern, int bytes) {
      this.shownBytes =
          shownBytes.with(toolPattern, checked("audit shownBytes of '" + toolPattern + "'", bytes));
      return this;
    }

    private static int checked(String name, int bytes) {
      if (bytes < 0 || bytes > MAX_SHOWN_BYTES) {
        throw new IllegalArgumentException(
            name + " must be 0 to " + MAX_SHOWN_BYTES + ", was " + bytes);
      }
      return bytes;
    }

    /**
     * Lets tools that are declared read-only run though the sink cannot keep their records. The
     * sink counts what is missing and tells by a {@link dev.agentruntime.audit.AuditRecord.Gap}.
     * Tools with effects are refused all the same.
     *
     * @return this builder
     * @throws IllegalStateException if the account is kept in memory, where nothing can fail
     */
    public Builder readsGoOnWithoutAudit() {
      if (sink == null) {
        throw new IllegalStateException("readsGoOnWithoutAudit needs a sink, was given a ring");
      }
      this.readsGoOn = true;
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public Audit build() {
      return new Audit(this);
    }
  }
}
