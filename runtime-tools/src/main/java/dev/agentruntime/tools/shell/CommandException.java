package dev.agentruntime.tools.shell;

import java.io.IOException;

/**
 * Says that a command was not run at all: the runner refused it, or the operating system could not
 * start it. A command that ran and failed is no exception, it is a {@link CommandResult}.
 */
public final class CommandException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why the command was not run. */
  public enum Reason {
    /**
     * A rule of the runner forbids it: the program, the shell or the directory. Trying again
     * changes nothing.
     */
    REFUSED,
    /** The operating system could not start it: no such program, no permission, no memory. */
    NOT_STARTED
  }

  /** Why the command was not run. */
  private final Reason reason;

  CommandException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  CommandException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * Why the command was not run.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
