package dev.agentruntime.examples.triage;

import dev.agentruntime.approval.ApprovalCase;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.time.TimeSource;
import java.io.Console;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the person at the terminal about every call that waits for one. Where nobody sits at a
 * terminal it approves, and says so. Has a thread of its own until it is closed.
 */
final class TerminalApprover implements AutoCloseable {
  private static final Duration LOOKS_EVERY = Duration.ofMillis(100);
  private static final Approver OPERATOR = Approver.of("operator");

  private final TimeSource time = TimeSource.system();
  private final Approvals approvals;
  private final @Nullable Console terminal;
  private final Consumer<String> out;
  private final Thread thread;

  private TerminalApprover(Approvals approvals, @Nullable Console terminal, Consumer<String> out) {
    this.approvals = approvals;
    this.terminal = terminal;
    this.out = out;
    this.thread = time.start("approver", this::answerAll);
  }

  /** Asks at the terminal of this process, if it has one. */
  static TerminalApprover at(Approvals approvals, Consumer<String> out) {
    return new TerminalApprover(
        approvals,
        Optional.ofNullable(System.console()).filter(Console::isTerminal).orElse(null),
        out);
  }

  /** Approves everything. */
  static TerminalApprover withoutTerminal(Approvals approvals, Consumer<String> out) {
    return new TerminalApprover(approvals, null, out);
  }

  private void answerAll() {
    try {
      while (true) {
        approvals.open().forEach(this::answer);
        time.sleep(LOOKS_EVERY);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void answer(ApprovalCase waiting) {
    ApprovalRequest request = waiting.request();
    String question = request.tool().name() + " wants to run: " + request.display().text();
    if (terminal == null) {
      out.accept(question + "\n  nobody is at a terminal, so this example approves by itself");
      approvals.approve(request.id(), request.argumentsDigest(), OPERATOR);
      return;
    }
    String line = terminal.readLine("%s%n  run it? [y/N] ", question);
    if (line != null && line.strip().toLowerCase(Locale.ROOT).equals("y")) {
      approvals.approve(request.id(), request.argumentsDigest(), OPERATOR);
    } else {
      approvals.reject(request.id(), request.argumentsDigest(), "the operator said no", OPERATOR);
    }
  }

  /** Ends the thread, unless it waits for a line, which ends with the process. */
  @Override
  public void close() {
    time.interrupt(thread);
  }
}
