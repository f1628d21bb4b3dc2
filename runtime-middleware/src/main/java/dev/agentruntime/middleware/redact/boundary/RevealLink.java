package dev.agentruntime.middleware.redact.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.detect.DetectionException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.vault.VaultException;
import org.jspecify.annotations.Nullable;

/**
 * The place between chain and tool: values go in for placeholders that are granted, and
 * placeholders come out for values. Immutable.
 */
record RevealLink(ToolUses.OfTool uses, Slot<RunVault> vaults) implements ToolMiddleware {
  static final String UNAVAILABLE = "vault_unavailable";
  static final String REFUSED = "placeholder_refused";

  private static final String HINT =
      "a placeholder is unknown or damaged. Copy placeholders exactly as they were given to you,"
          + " such as \u27e6EMAIL-kq3fz7-1\u27e7, with both brackets, and make up none";

  private static final String DOWN =
      "Placeholders cannot be resolved now, so the tool was not run. Do not repeat the call for"
          + " now.";

  private static final String WITHHELD =
      "The tool was run, but its answer could not be searched for personal data and is withheld. Do"
          + " not repeat the call.";

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    RunVault vault = RunVault.of(call.run(), vaults);
    Opened opened;
    try {
      opened = opened(call, vault);
    } catch (VaultException _) {
      throwIfInterrupted();
      return new ToolOutcome.Blocked(Redaction.NAME, UNAVAILABLE, DOWN, null);
    }
    if (opened != null && opened.refusal != null) {
      return opened.refusal;
    }
    ToolOutcome outcome = next.handle(opened == null ? call : opened.call);
    try {
      return searched(vault, Outcomes.redacted(outcome, vault.redacting()));
    } catch (VaultException | DetectionException _) {
      throwIfInterrupted();
      return ToolOutcome.toolError(WITHHELD);
    }
  }

  /** Causes are not searched here: layers further out have to know an exception by its class. */
  private static ToolOutcome searched(RunVault vault, ToolOutcome clean) {
    return clean instanceof ToolOutcome.InfrastructureError ? clean : vault.searched(clean);
  }

  /** What to proceed with, or why not to; null if there is no placeholder in the arguments. */
  private @Nullable Opened opened(ToolCall call, RunVault vault) {
    ToolArguments arguments = call.arguments();
    String text = arguments.text();
    if (!PlaceholderForms.maybeIn(text, vault.tag()) && !text.contains("\\u")) {
      return null;
    }
    Revealing revealing = new Revealing(vault, uses::of);
    ObjectNode object = arguments.object();
    ObjectNode changed = JsonValues.changed(object, revealing);
    return new Opened(
        changed.equals(object) ? call : call.withArguments(ToolArguments.of(changed)),
        refusal(revealing));
  }

  private static @Nullable ToolOutcome refusal(Revealing revealing) {
    EntityType refused = revealing.refused();
    if (revealing.metDamaged()) {
      return new ToolOutcome.InvalidArguments(HINT);
    }
    return refused == null
        ? null
        : new ToolOutcome.Blocked(
            Redaction.NAME,
            REFUSED,
            "This tool takes no placeholder of type "
                + refused
                + ". Call it without, or use another tool.",
            null);
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while a vault was asked");
    }
  }

  private record Opened(ToolCall call, @Nullable ToolOutcome refusal) {}
}
