package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord.Payload;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.text.Names;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Instant;

/** Puts the calls of one tool on record in an {@link AuditRing}. Safe for use by many threads. */
final class RingRecorder implements Recorder {
  /**
   * Longer arguments and results are not kept: a thousand calls must not hold a heap. As many
   * characters as the layer shows bytes unless told otherwise.
   */
  static final int MAX_KEPT = Audit.DEFAULT_SHOWN_BYTES;

  private final AuditRing ring;
  private final ToolDescriptor tool;
  private final boolean effectful;
  private final boolean sensitive;
  private final Payloads payloads;
  private final TimeSource time;
  private final Slot<RingEntry> entries;
  private final Slot<RunFacts> facts;
  private final Slot<SuspendedCalls> suspended;

  /** One reading of both clocks, from which the wall clock's others are derived. */
  private final Instant originInstant;

  private final long originNanos;

  RingRecorder(AuditRing ring, LayerBinding binding, Payloads payloads) {
    this.ring = ring;
    this.tool = binding.tool();
    this.effectful = !tool.traits().has(ToolTrait.READ_ONLY);
    this.sensitive = tool.traits().has(ToolTrait.SENSITIVE);
    this.payloads = payloads;
    this.time = binding.time();
    this.entries = binding.shared(StateScope.CALL, "entry", RingEntry::new);
    this.facts = binding.shared(StateScope.RUN, "facts", RunFacts::new);
    this.suspended = binding.shared(StateScope.RUNTIME, "suspended", SuspendedCalls::new);
    this.originInstant = time.instant();
    this.originNanos = time.nanoTime();
  }

  @Override
  public ToolOutcome aroundCall(ToolCall call, ToolHandler next) throws InterruptedException {
    RingEntry entry = entries.get(call);
    RunFacts run = facts.get(call).of(call.run());
    entry.begins(this, run, call, suspended.get(call).resumes(run, call.callId()));
    ring.add(entry);
    ToolOutcome outcome;
    try {
      outcome = next.handle(call);
    } catch (Throwable e) {
      int attempts = entry.ends();
      entry.finishes(
          Endings.thrown(call, e, attempts, effectful), null, call.decisions(), time.nanoTime());
      throw e;
    }
    int attempts = entry.ends();
    if (outcome instanceof ToolOutcome.Suspended) {
      suspended.get(call).add(run.runId(), call.callId());
    }
    entry.finishes(
        Endings.of(outcome, attempts, effectful),
        Endings.resultOf(outcome),
        call.decisions(),
        time.nanoTime());
    return outcome;
  }

  @Override
  public ToolOutcome beforeDeciding(ToolCall call, ToolHandler next) throws InterruptedException {
    entries.get(call).intends(call.arguments());
    return next.handle(call);
  }

  @Override
  public ToolOutcome beforeRunning(ToolCall call, ToolHandler next) throws InterruptedException {
    return entries.get(call).begins() ? next.handle(call) : Refusals.callEnded();
  }

  boolean isEffectful() {
    return effectful;
  }

  String nameOf(ToolCall call) {
    return tool.known() ? tool.name() : detail(Names.printable(call.toolName()));
  }

  long nanoTime() {
    return time.nanoTime();
  }

  Instant instantAt(long nanos) {
    return originInstant.plusNanos(nanos - originNanos);
  }

  boolean keeps(String text) {
    return !sensitive && text.length() <= MAX_KEPT;
  }

  /** The text if it may be kept. */
  String kept(String text) {
    return keeps(text) ? text : "";
  }

  Payload arguments(String kept, int characters) {
    return kept.length() == characters ? payloads.arguments(kept) : Payloads.sizeOnly(characters);
  }

  String textDigest(String kept, int characters) {
    return kept.length() == characters ? payloads.textDigest(kept) : "";
  }

  Payload result(String kept, int characters) {
    return kept.length() == characters ? payloads.result(kept) : Payloads.sizeOnly(characters);
  }

  String detail(String text) {
    return payloads.detail(text);
  }
}
