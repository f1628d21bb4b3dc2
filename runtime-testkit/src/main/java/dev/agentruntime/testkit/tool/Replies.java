package dev.agentruntime.testkit.tool;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a {@link FakeTool} can do when it is called. All waiting goes through the run's clock, so it
 * works in virtual time too. Stateless; what the methods return is safe for use by many threads.
 */
public final class Replies {
  private Replies() {}

  /**
   * Succeeds with a text.
   *
   * @param text the text
   * @return a body for a tool
   */
  public static AgentTool.Body text(String text) {
    return outcome(ToolOutcome.success(text));
  }

  /**
   * Says no.
   *
   * @param message what the model is told
   * @return a body for a tool
   */
  public static AgentTool.Body error(String message) {
    return outcome(ToolOutcome.toolError(message));
  }

  /**
   * Returns an outcome, of whatever type.
   *
   * @param outcome the outcome
   * @return a body for a tool
   */
  public static AgentTool.Body outcome(ToolOutcome outcome) {
    Objects.requireNonNull(outcome, "outcome");
    return invocation -> outcome;
  }

  /**
   * Answers with its own arguments, so that answers can be told apart.
   *
   * @return a body for a tool
   */
  public static AgentTool.Body echo() {
    return invocation -> ToolOutcome.success(invocation.arguments().text());
  }

  /**
   * Throws.
   *
   * @param thrown makes what is thrown, anew for each call; checked exceptions and errors too
   * @return a body for a tool
   */
  public static AgentTool.Body failure(Supplier<? extends Throwable> thrown) {
    Objects.requireNonNull(thrown, "thrown");
    return invocation -> {
      switch (thrown.get()) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case Throwable other ->
            throw new IllegalStateException("a tool must throw an Exception or an Error", other);
      }
    };
  }

  /**
   * Returns null, which no tool may.
   *
   * @return a body for a tool
   */
  @SuppressWarnings("NullAway") // breaking the contract is the purpose
  public static AgentTool.Body nothing() {
    return invocation -> null;
  }

  /**
   * Waits a while, then does something else. An interrupt ends the wait as it should.
   *
   * @param delay how long, on the run's clock
   * @param then what it does then
   * @return a body for a tool
   */
  public static AgentTool.Body after(Duration delay, AgentTool.Body then) {
    Objects.requireNonNull(delay, "delay");
    Objects.requireNonNull(then, "then");
    return invocation -> {
      invocation.context().time().sleep(delay);
      return then.call(invocation);
    };
  }

  /**
   * Waits until the test opens a gate, then does something else. An interrupt ends the wait as it
   * should.
   *
   * @param gate what it waits at
   * @param then what it does then
   * @return a body for a tool
   */
  public static AgentTool.Body afterGate(Gate gate, AgentTool.Body then) {
    Objects.requireNonNull(gate, "gate");
    Objects.requireNonNull(then, "then");
    return invocation -> {
      gate.pass(invocation.context().time());
      return then.call(invocation);
    };
  }

  /**
   * Hangs until interrupted.
   *
   * @return a body for a tool
   */
  public static AgentTool.Body hang() {
    return invocation -> {
      new Gate().pass(invocation.context().time());
      throw new IllegalStateException("passed a gate that nobody can open");
    };
  }

  /**
   * Hangs, whoever interrupts, until the test opens a gate; then does something else. The interrupt
   * flag is as it was.
   *
   * @param gate what it waits at
   * @param then what it does then
   * @return a body for a tool
   */
  public static AgentTool.Body stubborn(Gate gate, AgentTool.Body then) {
    Objects.requireNonNull(gate, "gate");
    Objects.requireNonNull(then, "then");
    return invocation -> {
      gate.passIgnoringInterrupts(invocation.context().time());
      return then.call(invocation);
    };
  }

  /**
   * Turns an interrupt into a result, which no tool may: hangs until interrupted, then succeeds.
   *
   * @param text what it answers
   * @return a body for a tool
   */
  public static AgentTool.Body swallowingInterrupt(String text) {
    Objects.requireNonNull(text, "text");
    return invocation -> swallow(invocation, text);
  }

  private static ToolOutcome swallow(ToolInvocation invocation, String text) {
    try {
      new Gate().pass(invocation.context().time());
    } catch (InterruptedException _) {
      // Swallowing it is what this reply is for.
    }
    return ToolOutcome.success(text);
  }
}
