package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditSink;
import dev.agentruntime.audit.AuditUnavailableException;
import dev.agentruntime.middleware.audit.Intake.Entry;
import dev.agentruntime.middleware.audit.Intake.Fate;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps audit records in files that only grow: a line of JSON per record, each with a code under
 * the host's key that depends on every line before it. {@link AuditVerifier} says whether a line
 * was altered, dropped, doubled or moved.
 *
 * <p>One thread writes, started with the first record and ended by {@link #close()}. Records of
 * tools that only read are written a moment later; before a tool with effects begins its caller
 * waits until its {@code Started} is written and, as the {@link SyncPolicy} says, on the disk. If
 * the queue is full, callers wait up to a limit and are then refused.
 *
 * <p>If a write fails, what was written of it is taken back; every record from then on is a new
 * attempt, so the file heals when the disk does. If a sync fails, nothing is written any more.
 * Records that were not kept are counted and told by a {@link AuditRecord.Gap}.
 *
 * <p>A segment is sealed when it is full and when the file is closed. After a crash the next
 * process begins a new one that says how the last one ended. One directory is for one process at a
 * time. Safe for use by many threads.
 */
public final class AuditFile implements AuditSink {
  /** A day or so of one busy service; opens in any editor. */
  public static final long DEFAULT_MAX_SEGMENT_BYTES = 64L << 20;

  /** A burst of a thousand calls; a few megabytes if their arguments are long. */
  public static final int DEFAULT_QUEUE = 4_096;

  /** Rides out a disk that stalls for a moment; a caller that waits longer looks hung. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);

  /** What can be cut off unseen at the end is at most what is written in this time. */
  public static final Duration DEFAULT_ANCHOR_INTERVAL = Duration.ofMinutes(1);

  /** Smaller ones would hold a handful of records each. */
  public static final long MIN_SEGMENT_BYTES = 4_096;

  /** What a file was told; the builder in its final state. */
  record Settings(
      Path directory,
      AuditKey key,
      TimeSource time,
      SyncPolicy sync,
      long maxSegmentBytes,
      int queue,
      Duration patience,
      @Nullable AuditAnchor anchor,
      Duration anchorInterval) {}

  private final Settings settings;
  private final DirectoryLock lock;
  private final Intake intake;
  private final AuditWriter writer;
  private final AtomicLong missing = new AtomicLong();

  /** Set once, under this object's lock. */
  private volatile @Nullable Thread thread;

  private boolean closed; // guarded by this

  private AuditFile(Settings settings, DirectoryLock lock, SegmentWriter.Opener files)
      throws IOException {
    this.settings = settings;
    this.lock = lock;
    this.intake = new Intake(settings.time(), settings.queue());
    SegmentWriter segments =
        new SegmentWriter(settings, Recovery.of(settings.directory(), settings.key()), files);
    this.writer = new AuditWriter(intake, segments, settings, missing);
  }

  /**
   * A file with the defaults.
   *
   * @param directory where the segments are; made if it is not there
   * @param key the key of the chain
   * @return the open file
   * @throws IOException if the directory cannot be used, or another process has it
   * @throws AuditUnavailableException if the stream that is there is damaged
   */
  public static AuditFile open(Path directory, AuditKey key) throws IOException {
    return builder(directory, key).open();
  }

  /**
   * For anything else.
   *
   * @param directory where the segments are; made if it is not there
   * @param key the key of the chain
   * @return a new builder that holds the defaults
   */
  public static Builder builder(Path directory, AuditKey key) {
    return new Builder(
        Objects.requireNonNull(directory, "directory"), Objects.requireNonNull(key, "key"));
  }

  @Override
  public void write(Supplier<? extends AuditRecord> record) throws InterruptedException {
    if (writer.isFailing()) {
      // Nobody goes on behind a failure before it is over.
      writeThrough(record);
      return;
    }
    put(new Entry(record, false, null), patience());
  }

  @Override
  public void writeThrough(Supplier<? extends AuditRecord> record) throws InterruptedException {
    Deadline deadline = patience();
    Entry entry = new Entry(record, true, Thread.currentThread());
    put(entry, deadline);
    TimeSource time = settings.time();
    Fate fate = entry.fate();
    while (fate == null) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while an audit record was written");
      }
      if (deadline.isExpired(time.nanoTime())) {
        throw unavailable("slow", "did not write a record within " + settings.patience());
      }
      time.park(deadline);
      fate = entry.fate();
    }
    if (fate.lost() != null) {
      throw again(fate.lost());
    }
  }

  private Deadline patience() {
    return Deadline.after(settings.patience(), settings.time());
  }

  private void put(Entry entry, Deadline deadline) throws InterruptedException {
    AuditUnavailableException broken = writer.broken();
    if (broken != null) {
      missing.incrementAndGet();
      throw again(broken);
    }
    ensureStarted();
    if (!intake.put(entry, deadline)) {
      missing.incrementAndGet();
      throw intake.isClosed()
          ? unavailable("closed", "is closed")
          : unavailable(
              "full", "had " + settings.queue() + " records waiting for " + settings.patience());
    }
  }

  private AuditUnavailableException unavailable(String code, String what) {
    return new AuditUnavailableException(
        code, "audit file " + settings.directory() + " " + what, null);
  }

  /** On the thread that asks, with what happened to the writer as the cause. */
  private AuditUnavailableException again(AuditUnavailableException why) {
    return new AuditUnavailableException(
        why.code(), "audit file " + settings.directory() + ": " + why.getMessage(), why);
  }

  private void ensureStarted() {
    if (thread == null) {
      start();
    }
  }

  /** A timekeeper, as it blocks in the kernel and must run while virtual threads are busy. */
  private synchronized void start() {
    if (thread == null && !closed) {
      thread = settings.time().startTimekeeper("agent-runtime-audit", writer);
    }
  }

  /**
   * How many records are not in the file and not told of by a gap either.
   *
   * @return a count; 0 while all is well
   */
  public long missing() {
    return missing.get();
  }

  /**
   * How often the anchor threw.
   *
   * @return a count since the file was opened
   */
  public long anchorFailures() {
    return writer.anchorFailures();
  }

  /**
   * Writes what was taken, seals the segment, and ends the thread. Waits for that; an interrupt
   * does not shorten it and stays set.
   *
   * @throws AuditUnavailableException if the last records could not be written or sealed
   */
  @Override
  public void close() {
    @Nullable Thread writing;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      writing = thread;
    }
    intake.close();
    if (writing != null) {
      writer.awaitDone();
      settings.time().awaitEnd(writing);
    }
    lock.close();
    AuditUnavailableException broken = writer.broken();
    if (broken != null) {
      throw again(broken);
    }
  }

  @Override
  public String toString() {
    return "AuditFile("
        + settings.directory()
        + ", key "
        + settings.key().id()
        + ", sync "
        + settings.sync()
        + ", segments of "
        + settings.maxSegmentBytes()
        + " bytes, queue of "
        + settings.queue()
        + ", patience "
        + settings.patience()
        + (settings.anchor() == null ? ", no anchor" : ", anchor " + settings.anchorInterval())
        + ")";
  }

  /** Collects what a file is told. Confined to one thread. */
  public static final class Builder {
    private final Path directory;
    private final AuditKey key;
    private TimeSource time = TimeSource.system();
    private SyncPolicy sync = SyncPolicy.beforeEffects();
    private long maxSegmentBytes = DEFAULT_MAX_SEGMENT_BYTES;
    private int queue = DEFAULT_QUEUE;
    private Duration patience = DEFAULT_PATIENCE;
    private @Nullable AuditAnchor anchor;
    private Duration anchorInterval = DEFAULT_ANCHOR_INTERVAL;
    private SegmentWriter.Opener files = SegmentFile::new;

    private Builder(Path directory, AuditKey key) {
      this.directory = directory;
      this.key = key;
    }

    /**
     * The clock and the starter of the writer's thread; the system's unless set.
     *
     * @param source the time source
     * @return this builder
     */
    public Builder time(TimeSource source) {
      this.time = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * When the file is forced onto the disk; {@link SyncPolicy#beforeEffects()} unless set.
     *
     * @param policy the policy
     * @return this builder
     */
    public Builder sync(SyncPolicy policy) {
      this.sync = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * How long a segment gets before it is sealed, give or take a batch of records.
     *
     * @param bytes at least 4,096; {@link #DEFAULT_MAX_SEGMENT_BYTES} unless set
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxSegmentBytes(long bytes) {
      if (bytes < MIN_SEGMENT_BYTES) {
        throw new IllegalArgumentException(
            "audit maxSegmentBytes must be at least " + MIN_SEGMENT_BYTES + ", was " + bytes);
      }
      this.maxSegmentBytes = bytes;
      return this;
    }

    /**
     * How many records may wait to be written.
     *
     * @param records at least 1; {@value AuditFile#DEFAULT_QUEUE} unless set
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder queue(int records) {
      if (records < 1) {
        throw new IllegalArgumentException("audit queue must be at least 1, was " + records);
      }
      this.queue = records;
      return this;
    }

    /**
     * How long a caller waits for room in the queue, or for its record to be written, before it is
     * refused.
     *
     * @param limit more than zero; {@link #DEFAULT_PATIENCE} unless set
     * @return this builder
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder patience(Duration limit) {
      this.patience = positive("audit patience", limit);
      return this;
    }

    /**
     * Takes the tip of the stream elsewhere: when a segment is sealed, when the file is closed, and
     * at most once per {@link #anchorInterval} in between.
     *
     * @param elsewhere is told
     * @return this builder
     */
    public Builder anchor(AuditAnchor elsewhere) {
      this.anchor = Objects.requireNonNull(elsewhere, "elsewhere");
      return this;
    }

    /**
     * How long the anchor may not know of a record.
     *
     * @param interval more than zero; {@link #DEFAULT_ANCHOR_INTERVAL} unless set
     * @return this builder
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder anchorInterval(Duration interval) {
      this.anchorInterval = positive("audit anchorInterval", interval);
      return this;
    }

    private static Duration positive(String name, Duration value) {
      if (!Objects.requireNonNull(value, name).isPositive()) {
        throw new IllegalArgumentException(name + " must be positive, was " + value);
      }
      return value;
    }

    /** For a test to hand in files that fail. */
    Builder files(SegmentWriter.Opener opener) {
      this.files = opener;
      return this;
    }

    /**
     * Opens the file.
     *
     * @return the open file
     * @throws IOException if the directory cannot be used, or another process has it
     * @throws AuditUnavailableException if the stream that is there is damaged
     */
    public AuditFile open() throws IOException {
      Settings settings =
          new Settings(
              directory, key, time, sync, maxSegmentBytes, queue, patience, anchor, anchorInterval);
      DirectoryLock lock = DirectoryLock.of(directory);
      boolean opened = false;
      try {
        AuditFile file = new AuditFile(settings, lock, files);
        opened = true;
        return file;
      } finally {
        if (!opened) {
          lock.close();
        }
      }
    }
  }
}
