package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditSink;
import dev.agentruntime.audit.AuditUnavailableException;
import dev.agentruntime.chain.Decision;
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
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the calls of one tool on record in an {@link AuditSink}. What has to be known before the
 * tool may run must be kept, or the call is refused; what happened in the end is told whatever the
 * sink does. Safe for use by many threads.
 */
final class SinkRecorder implements Recorder {
  private final AuditSink sink;
  private final ToolDescriptor tool;
  private final boolean effectful;
  private final boolean runsUnrecorded;
  private final Payloads payloads;
  private final TimeSource time;
  private final Slot<SinkAccount> accounts;
  private final Slot<RunFacts> facts;
  private final Slot<SuspendedCalls> suspended;

  /**
   * Makes it.
   *
   * @param readsGoOn whether a tool that only reads runs though the sink is not available
   */
  SinkRecorder(AuditSink sink, LayerBinding binding, Payloads payloads, boolean readsGoOn) {
    this.sink = sink;
    this.tool = binding.tool();
    this.effectful = !tool.traits().has(ToolTrait.READ_ONLY);
    this.runsUnrecorded = readsGoOn && !effectful;
    this.payloads = payloads;
    this.time = binding.time();
    this.accounts = binding.shared(StateScope.CALL, "account", SinkAccount::new);
    this.facts = binding.shared(StateScope.RUN, "facts", RunFacts::new);
    this.suspended = binding.shared(StateScope.RUNTIME, "suspended", SuspendedCalls::new);
  }

  @Override
  public ToolOutcome aroundCall(ToolCall call, ToolHandler next) throws InterruptedException {
    SinkAccount account = accounts.get(call);
    RunFacts run = facts.get(call).of(call.run());
    long begin = time.nanoTime();
    AuditRecord.Call id = identity(run, call);
    account.opens(id);
    if (!isKept(call, () -> sink.write(first(call, account, run, id)))) {
      return Refusals.unavailable();
    }
    ToolOutcome outcome;
    try {
      outcome = next.handle(call);
    } catch (Throwable e) {
      finishThrown(call, account, begin, e);
      throw e;
    }
    int attempts = account.ends();
    if (outcome instanceof ToolOutcome.Suspended waiting) {
      suspended.get(call).add(id.runId(), id.callId());
      Instant now = time.instant();
      finish(call, account, () -> new AuditRecord.Suspended(now, id, waiting.requestId()));
    } else {
      AuditRecord.Ending ending = Endings.of(outcome, attempts, effectful);
      finish(call, account, finished(id, ending, attempts, begin, Endings.resultOf(outcome)));
    }
    return outcome;
  }

  /** What was thrown first is what matters, above all when memory is short. */
  private void finishThrown(ToolCall call, SinkAccount account, long begin, Throwable thrown) {
    int attempts = account.ends();
    try {
      AuditRecord.Ending ending = Endings.thrown(call, thrown, attempts, effectful);
      finish(call, account, finished(account.call(), ending, attempts, begin, null));
    } catch (Throwable whileFinishing) {
      thrown.addSuppressed(whileFinishing);
    }
  }

  private AuditRecord.Call identity(RunFacts run, ToolCall call) {
    return new AuditRecord.Call(
        run.runId(),
        call.callId(),
        tool.known() ? tool.name() : payloads.detail(Names.printable(call.toolName())),
        call.turn(),
        call.position(),
        effectful);
  }

  private Supplier<AuditRecord> first(
      ToolCall call, SinkAccount account, RunFacts run, AuditRecord.Call id) {
    Instant now = time.instant();
    if (suspended.get(call).resumes(run, id.callId())) {
      return () -> new AuditRecord.Resumed(now, id);
    }
    KeptArguments sent = account.arguments(call.arguments().text(), payloads);
    return () -> new AuditRecord.Proposed(now, id, run.on(), sent.payload(), sent.textDigest());
  }

  private Supplier<AuditRecord> finished(
      AuditRecord.Call id,
      AuditRecord.Ending ending,
      int attempts,
      long begin,
      @Nullable String said) {
    Instant now = time.instant();
    Duration took = Duration.ofNanos(time.nanoTime() - begin);
    return () ->
        new AuditRecord.Finished(
            now, id, ending, attempts, took, said == null ? null : payloads.result(said));
  }

  @Override
  public ToolOutcome beforeDeciding(ToolCall call, ToolHandler next) throws InterruptedException {
    SinkAccount account = accounts.get(call);
    AuditRecord.Call id = account.call();
    KeptArguments known = account.arguments(call.arguments().text(), payloads);
    Instant now = time.instant();
    boolean kept =
        isKept(call, () -> sink.write(() -> new AuditRecord.Intent(now, id, known.payload())));
    return kept ? next.handle(call) : Refusals.unavailable();
  }

  @Override
  public ToolOutcome beforeRunning(ToolCall call, ToolHandler next) throws InterruptedException {
    SinkAccount account = accounts.get(call);
    if (!account.begins()) {
      return Refusals.callEnded();
    }
    boolean kept = false;
    try {
      kept = isKept(call, () -> start(call, account));
    } finally {
      if (!kept) {
        account.didNotBegin();
      }
    }
    return kept ? next.handle(call) : Refusals.unavailable();
  }

  /** What was decided, then that it begins: a tool with effects only once both are kept. */
  private void start(ToolCall call, SinkAccount account) throws InterruptedException {
    AuditRecord.Call id = account.call();
    Instant now = time.instant();
    for (Decision decision : account.notYetTold(call.decisions())) {
      sink.write(decided(now, id, decision));
    }
    int attempt = call.attempt();
    String idempotencyKey = call.idempotencyKey();
    KeptArguments known = account.arguments(call.arguments().text(), payloads);
    Supplier<AuditRecord> started =
        () -> new AuditRecord.Started(now, id, attempt, idempotencyKey, known.payload().digest());
    if (effectful) {
      sink.writeThrough(started);
    } else {
      sink.write(started);
    }
  }

  private Supplier<AuditRecord> decided(Instant now, AuditRecord.Call id, Decision decision) {
    return () ->
        new AuditRecord.Decided(
            now, id, decision.layer(), decision.code(), payloads.detail(decision.detail()));
  }

  private interface Writing {
    void run() throws InterruptedException;
  }

  /** Whether the call may go on. A defect of the sink counts as not being kept. */
  private boolean isKept(ToolCall call, Writing writing) throws InterruptedException {
    try {
      writing.run();
      return true;
    } catch (RuntimeException e) {
      call.decided(Audit.NAME, runsUnrecorded ? Audit.UNRECORDED : Audit.UNAVAILABLE, reasonOf(e));
      return runsUnrecorded;
    }
  }

  /**
   * Tells how it ended. The call has happened, so its outcome stands whatever the sink says; a
   * record that could not be kept leaves the call open in the account, which is the truth of it.
   * Not kept from it by an interrupt.
   */
  private void finish(ToolCall call, SinkAccount account, Supplier<AuditRecord> last) {
    boolean interrupted = Thread.interrupted();
    try {
      Instant now = time.instant();
      for (Decision decision : account.notYetTold(call.decisions())) {
        interrupted |= writeInAnyCase(decided(now, account.call(), decision));
      }
      interrupted |= writeInAnyCase(last);
    } catch (RuntimeException e) {
      call.decided(Audit.NAME, Audit.OUTCOME_UNRECORDED, reasonOf(e));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether it was interrupted. */
  private boolean writeInAnyCase(Supplier<AuditRecord> record) {
    boolean interrupted = false;
    while (true) {
      try {
        sink.write(record);
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true; // once more, now that the flag is clear
      }
    }
  }

  private static String reasonOf(RuntimeException e) {
    return e instanceof AuditUnavailableException unavailable
        ? unavailable.code()
        : e.getClass().getName();
  }
}
