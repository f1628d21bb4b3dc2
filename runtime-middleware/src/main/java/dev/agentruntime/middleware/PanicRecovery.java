package dev.agentruntime.middleware;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Incident;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.middleware.redact.RedactedException;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The net around the layers: turns what a defective layer throws into one {@link
 * ToolOutcome.Internal}, so that the call still gets its answer. Belongs outermost, at {@link
 * Anchor#GUARD}.
 *
 * <p>The outcome names the link at fault and an incident; the model is told the incident only, and
 * the cause is kept for the host. What a tool throws does not get here: the runtime turns it into
 * an outcome at its source.
 *
 * <p>Not contained, but passed on after they are accounted for: an interrupt, also one that a layer
 * has wrapped in another exception, since it ends the call for everybody; and errors of the virtual
 * machine such as running out of memory, since nobody can answer for what state they leave behind.
 * A stack overflow is contained.
 *
 * <p>Tells by {@link ToolCall#decided} with the code {@code contained}, {@code interrupted} or
 * {@code passed_on}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class PanicRecovery implements Layer {
  /** The name of layer and link. */
  public static final String NAME = "guard";

  private final @Nullable Redactor redactor;
  private final Link link = Link.of(Anchor.GUARD, NAME, this::around);

  /** Makes the layer; there is nothing to set. */
  public PanicRecovery() {
    this(null);
  }

  private PanicRecovery(@Nullable Redactor redactor) {
    this.redactor = redactor;
  }

  /**
   * This recovery, whose causes hold no more than a redactor leaves of them.
   *
   * @param sees takes out what must not be seen
   * @return a changed copy; this one if it has a redactor already
   */
  public PanicRecovery redactedBy(Redactor sees) {
    return redactor == null ? new PanicRecovery(Objects.requireNonNull(sees, "sees")) : this;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    return List.of(link);
  }

  private ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    try {
      return next.handle(call);
    } catch (InterruptedException e) {
      account(call, "interrupted", e, "the interrupt passes on");
      throw e;
    } catch (Throwable e) {
      return switch (Thrown.of(e)) {
        case CONTAIN -> contained(call, e);
        case INTERRUPT -> {
          account(call, "interrupted", e, "an interrupt in disguise passes on as what it is");
          throw unwrapped(call, e);
        }
        case PASS_ON -> {
          account(call, "passed_on", e, "not to be answered for");
          throw e;
        }
      };
    }
  }

  private ToolOutcome contained(ToolCall call, Throwable thrown) {
    Incident incident = call.incident(thrown);
    account(
        call,
        "contained",
        thrown,
        "incident " + incident.id() + " in link '" + incident.link() + "'");
    Throwable cause = redactor == null ? thrown : RedactedException.of(thrown, redactor);
    return new ToolOutcome.Internal(incident.id(), incident.link(), cause);
  }

  private static InterruptedException unwrapped(ToolCall call, Throwable thrown) {
    InterruptedException interrupt =
        new InterruptedException(
            "call " + call.callId() + " of tool '" + call.toolName() + "' was interrupted");
    interrupt.initCause(thrown);
    return interrupt;
  }

  /** The class only: an exception's message may hold anything. */
  private static void account(ToolCall call, String code, Throwable thrown, String what) {
    try {
      call.decided(NAME, code, thrown.getClass().getName() + ": " + what);
    } catch (Throwable whileAccounting) {
      // What was thrown first is what matters, above all when memory is short.
      thrown.addSuppressed(whileAccounting);
    }
  }

  @Override
  public String toString() {
    return "PanicRecovery";
  }
}
