package dev.agentruntime.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the account of a tool call. The records of a call come in this order, linked by its
 * {@link Call}: {@link Proposed}, {@link Intent} if it got that far, then per attempt the {@link
 * Decided} known by then and {@link Started}, and in the end the rest of the decisions and exactly
 * one {@link Finished}; or {@link Suspended}, and some day {@link Resumed} and so on.
 *
 * <p>Holds names, ids, sizes and keyed digests; what was said only as a redactor left it.
 * Immutable.
 */
public sealed interface AuditRecord {

  /**
   * When it happened, by the wall clock.
   *
   * @return the instant
   */
  Instant at();

  /** A record that belongs to a call; all but {@link Gap}. */
  sealed interface OfCall extends AuditRecord {
    /**
     * Which call.
     *
     * @return its identity
     */
    Call call();
  }

  /**
   * The model proposed a call. Written for every call, also one that is unreadable, of a tool
   * nobody has, or too late.
   *
   * @param at when
   * @param call which call
   * @param on for whom the run is
   * @param arguments what the model sent
   * @param textDigest a keyed digest of the very text it sent, in hex; empty if it was not to be
   *     had any more
   */
  record Proposed(Instant at, Call call, OnBehalf on, Payload arguments, String textDigest)
      implements OfCall {
    /** Checks the components. */
    public Proposed {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(call, "call");
      Objects.requireNonNull(on, "on");
      Objects.requireNonNull(arguments, "arguments");
      Objects.requireNonNull(textDigest, "textDigest");
    }
  }

  /**
   * What would execute: the arguments after everything that may change them but a person's edit.
   *
   * @param at when
   * @param call which call
   * @param arguments the arguments
   */
  record Intent(Instant at, Call call, Payload arguments) implements OfCall {
    /** Checks the components. */
    public Intent {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(call, "call");
      Objects.requireNonNull(arguments, "arguments");
    }
  }

  /**
   * A layer decided something: which rule allowed the call, who approved it.
   *
   * @param at when it was recorded
   * @param call which call
   * @param layer who decided
   * @param code a stable name of the decision
   * @param detail for people
   */
  record Decided(Instant at, Call call, String layer, String code, String detail)
      implements OfCall {
    /** Checks the components. */
    public Decided {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(call, "call");
      Objects.requireNonNull(layer, "layer");
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(detail, "detail");
    }
  }

  /**
   * The tool is about to run. For a tool with effects it is kept before the tool begins.
   *
   * @param at when
   * @param call which call
   * @param attempt counts from 1
   * @param idempotencyKey what the tool hands to a service that de-duplicates
   * @param argumentsDigest the keyed digest of the arguments that execute
   */
  record Started(Instant at, Call call, int attempt, String idempotencyKey, String argumentsDigest)
      implements OfCall {
    /** Checks the components. */
    public Started {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(call, "call");
      Objects.requireNonNull(idempotencyKey, "idempotencyKey");
      Objects.requireNonNull(argumentsDigest, "argumentsDigest");
    }
  }

  /**
   * The call got its one outcome.
   *
   * @param at when
   * @param call which call
   * @param ending how it ended
   * @param attempts how many attempts were begun
   * @param took how long the call was in its chain, waits for people included
   * @param result what the tool answered; null if it did not
   */
  record Finished(
      Instant at, Call call, Ending ending, int attempts, Duration took, @Nullable Payload result)
      implements OfCall {
    /** Checks the components. */
    public Finished {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(call, "call");
      Objects.requireNonNull(ending, "ending");
      Objects.requireNonNull(took, "took");
    }
  }

  /**
   * The call waits for somebody outside the run, and has no outcome yet.
   *
   * @param at when
   * @param call which call
   * @param requestId what it waits for
   */
  record Suspended(Instant at, Call call, String requestId) implements OfCall {
    /** Checks the components. */
    public Suspended {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(call, "call");
      Objects.requireNonNull(requestId, "requestId");
    }
  }

  /**
   * A suspended call goes on: it enters its chain again.
   *
   * @param at when
   * @param call which call
   */
  record Resumed(Instant at, Call call) implements OfCall {
    /** Checks the components. */
    public Resumed {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(call, "call");
    }
  }

  /**
   * Records that could not be kept belong here.
   *
   * @param at when the sink could keep records again
   * @param missing how many, 1 or more
   */
  record Gap(Instant at, long missing) implements AuditRecord {
    /** Checks the components. */
    public Gap {
      Objects.requireNonNull(at, "at");
      if (missing < 1) {
        throw new IllegalArgumentException("missing must be at least 1, was " + missing);
      }
    }
  }

  /**
   * Which call.
   *
   * @param runId the run
   * @param callId the call, unique within the run
   * @param tool the tool's name; of a tool nobody has, what the model asked for, made printable
   * @param turn the model turn that asked for it, from 1
   * @param position its place among the calls of that turn, from 0
   * @param effectful whether the tool may change something: it is not declared read-only
   */
  record Call(String runId, String callId, String tool, int turn, int position, boolean effectful) {
    /** Checks the components. */
    public Call {
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(callId, "callId");
      Objects.requireNonNull(tool, "tool");
    }
  }

  /**
   * For whom a run is.
   *
   * @param agentPath the agent, preceded by those that called it
   * @param session the session; null if the host named none
   * @param tenant the tenant; null if the host named none
   * @param principal the person or service; null if the host named none
   */
  record OnBehalf(
      String agentPath,
      @Nullable String session,
      @Nullable String tenant,
      @Nullable String principal) {
    /** Checks the components. */
    public OnBehalf {
      Objects.requireNonNull(agentPath, "agentPath");
    }
  }

  /**
   * What is kept of arguments or of a result.
   *
   * @param characters the size of the text
   * @param digest a keyed digest of all of it, in hex: of arguments in their {@linkplain
   *     dev.agentruntime.json.CanonicalJson canonical form}, so that the same arguments have the
   *     same one however they are written; of anything else as it stands. Empty if it was not to be
   *     had any more
   * @param keys the names of top-level arguments that the tool declares, sorted; empty for a result
   * @param otherKeys how many arguments have names the tool does not declare; a model may put
   *     anything there, so they are only counted
   * @param shownOrNull as much of the text as may be seen, redacted and cut; null if none
   */
  record Payload(
      int characters,
      String digest,
      List<String> keys,
      int otherKeys,
      @Nullable String shownOrNull) {
    /** Checks and copies the components. */
    public Payload {
      Objects.requireNonNull(digest, "digest");
      keys = List.copyOf(keys);
    }

    /**
     * As much of the text as may be seen.
     *
     * @return redacted text, cut; empty if none is shown
     */
    public Optional<String> shown() {
      return Optional.ofNullable(shownOrNull);
    }

    /** Names and sizes: even what was redacted has no place in a log. */
    @Override
    public String toString() {
      return "Payload(" + characters + " characters, " + keys.size() + " known keys)";
    }
  }

  /**
   * How a call ended.
   *
   * @param code the code of its outcome; {@code interrupted} or {@code threw} if it has none
   * @param by the layer, rule, person or link that decided or is at fault; empty if there is none
   * @param reason a stable, low-cardinality reason; empty if there is none
   * @param incidentId names a failure in logs; empty if there is none
   * @param effect what is known of the tool's effect
   */
  record Ending(String code, String by, String reason, String incidentId, Effect effect) {
    /** Checks the components. */
    public Ending {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(incidentId, "incidentId");
      Objects.requireNonNull(effect, "effect");
    }
  }

  /** What is known of the effect of a call. */
  enum Effect {
    /** None: the tool did not run, or is declared read-only. */
    NONE,
    /** The tool answered, and so had whatever effect it says. */
    ANSWERED,
    /** The tool began and did not answer: somebody should look. */
    UNKNOWN
  }
}
