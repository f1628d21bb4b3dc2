package dev.agentruntime.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.ArgumentsDigest;
import dev.agentruntime.json.CanonicalJson;
import java.util.List;
import java.util.Objects;

/**
 * The question whether one call may run. Immutable, and the same for everybody who looks at it: a
 * decision names the digest it saw.
 *
 * @param id derived from run, place in the run, digest and reasons, so that asking twice is asking
 *     once
 * @param origin which call
 * @param tool which tool
 * @param arguments the canonical JSON text of what would execute, not redacted: for the store, not
 *     for people
 * @param argumentsDigest the digest of origin, tool and arguments that an approval is bound to
 * @param display what people are shown
 * @param reasons why somebody has to be asked
 * @param rule who may decide
 * @param terms until when, and in which circumstances
 */
public record ApprovalRequest(
    String id,
    CallOrigin origin,
    ToolIdentity tool,
    String arguments,
    String argumentsDigest,
    ApprovalDisplay display,
    List<ApprovalReason> reasons,
    ApprovalRule rule,
    ApprovalTerms terms) {
  /** The version of the digest's make-up. */
  private static final long FORMAT = 1;

  /** Enough of a digest to name a request: 128 bits. */
  private static final int ID_DIGITS = 32;

  /** Checks and copies the components. */
  public ApprovalRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(argumentsDigest, "argumentsDigest");
    Objects.requireNonNull(display, "display");
    reasons = List.copyOf(reasons);
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(terms, "terms");
  }

  /**
   * The id of the question about a call for some reasons.
   *
   * @param origin which call
   * @param argumentsDigest the digest of what would execute
   * @param reasons why somebody has to be asked
   * @return the same id for the same question
   */
  public static String idOf(
      CallOrigin origin, String argumentsDigest, List<ApprovalReason> reasons) {
    ArgumentsDigest digest =
        ArgumentsDigest.of("approval-request")
            .field(FORMAT)
            .field(origin.tenant())
            .field(origin.runId())
            .field(origin.turn())
            .field(origin.position())
            .field(argumentsDigest)
            .field(reasons.size());
    for (ApprovalReason reason : reasons) {
      digest.field(reason.layer()).field(reason.code()).field(reason.text());
    }
    return "apr-" + digest.hex().substring(0, ID_DIGITS);
  }

  /**
   * The digest that binds an approval to a call, a tool and the arguments that will execute.
   *
   * @param origin which call
   * @param tool which tool
   * @param canonicalArguments their canonical JSON text
   * @param contextRank how little what the agent has read is to be trusted
   * @return 64 hexadecimal digits
   */
  public static String digestOf(
      CallOrigin origin, ToolIdentity tool, String canonicalArguments, int contextRank) {
    return ArgumentsDigest.of("approval")
        .field(FORMAT)
        .field(origin.tenant())
        .field(origin.requester())
        .field(origin.runId())
        .field(origin.turn())
        .field(origin.position())
        .field(tool.name())
        .field(tool.schemaHash())
        .field(contextRank)
        .field(canonicalArguments)
        .hex();
  }

  /**
   * The digest of this call with other arguments, to be named by those who approve them.
   *
   * @param edited the other arguments
   * @return the digest
   */
  public String digestOf(ObjectNode edited) {
    return digestOf(origin, tool, CanonicalJson.text(edited), terms.contextRank());
  }

  /** Names and numbers only: arguments may hold secrets. */
  @Override
  public String toString() {
    return "ApprovalRequest("
        + id
        + ", "
        + tool.name()
        + ", call "
        + origin.callId()
        + " of run "
        + origin.runId()
        + ", expires "
        + terms.expiresAt()
        + ")";
  }
}
