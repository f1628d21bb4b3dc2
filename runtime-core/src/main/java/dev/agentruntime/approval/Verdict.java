package dev.agentruntime.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.CanonicalJson;
import java.util.Objects;
import java.util.Set;

/** What somebody says about a request. The verbs are apart, so that none is taken for another. */
public sealed interface Verdict {

  /**
   * The verb, for rules, records and logs.
   *
   * @return a lower-case name
   */
  default String verb() {
    return switch (this) {
      case Approve _ -> "approve";
      case ApproveWithEdits _ -> "approve_with_edits";
      case ApproveAndRemember _ -> "approve_and_remember";
      case Reject _ -> "reject";
      case Respond _ -> "respond";
      case Escalate _ -> "escalate";
      case Revoke _ -> "revoke";
    };
  }

  /** Let it run as it is shown. */
  record Approve() implements Verdict {}

  /**
   * Let it run with other arguments. The tool stays the same.
   *
   * @param arguments the canonical JSON text of all arguments, not only of the changed ones
   */
  record ApproveWithEdits(String arguments) implements Verdict {
    /** Checks the component. */
    public ApproveWithEdits {
      Objects.requireNonNull(arguments, "arguments");
    }

    /**
     * Let it run with other arguments.
     *
     * @param arguments all arguments, not only the changed ones
     */
    public ApproveWithEdits(ObjectNode arguments) {
      this(CanonicalJson.text(arguments));
    }

    /** The size only: arguments may hold secrets. */
    @Override
    public String toString() {
      return "ApproveWithEdits(" + arguments.length() + " characters)";
    }
  }

  /**
   * Let it run as it is shown, and later calls like it without asking. Only where one person is
   * enough.
   *
   * @param terms which later calls
   */
  record ApproveAndRemember(Remember terms) implements Verdict {
    /** Checks the component. */
    public ApproveAndRemember {
      Objects.requireNonNull(terms, "terms");
    }
  }

  /**
   * Do not let it run.
   *
   * @param reason what the model is told; may be empty
   */
  record Reject(String reason) implements Verdict {
    /** Checks the component. */
    public Reject {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
      return "Reject(" + reason.length() + " characters)";
    }
  }

  /**
   * Do not let it run; the model gets this answer instead.
   *
   * @param text the answer
   */
  record Respond(String text) implements Verdict {
    /** Checks the component. */
    public Respond {
      if (Objects.requireNonNull(text, "text").isBlank()) {
        throw new IllegalArgumentException(
            "an answer in place of the tool must not be blank, was '" + text + "'");
      }
    }

    @Override
    public String toString() {
      return "Respond(" + text.length() + " characters)";
    }
  }

  /**
   * Have others decide.
   *
   * @param to principals or roles; nobody else can decide from then on
   */
  record Escalate(Set<String> to) implements Verdict {
    /** Checks and copies the component. */
    public Escalate {
      to = Set.copyOf(to);
      if (to.isEmpty()) {
        throw new IllegalArgumentException("an escalation must name somebody, was empty");
      }
    }
  }

  /**
   * Take an approval back that has not been used.
   *
   * @param reason for the record; may be empty
   */
  record Revoke(String reason) implements Verdict {
    /** Checks the component. */
    public Revoke {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
      return "Revoke(" + reason.length() + " characters)";
    }
  }
}
