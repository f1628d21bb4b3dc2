package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.ModelRefusedException;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.RedactedException;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.middleware.redact.detect.DetectionException;
import dev.agentruntime.vault.VaultException;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;

/**
 * The place between runs and models: no value goes out in a request, of whatever role, and none
 * that a model made up comes in. Immutable.
 */
record GatewayLink(
    Redactor redactor, Set<EntityType> shown, Slot<RunVault> vaults, Slot<SeenMessages> seen)
    implements ModelMiddleware {

  @Override
  public ChatResponse around(ModelCall call, ModelHandler next) throws InterruptedException {
    RunVault vault = RunVault.of(call.run(), vaults);
    Messages messages = new Messages(vault.redacting());
    try {
      ModelCall clean = clean(call, messages);
      HeldDeltas held = new HeldDeltas(call, vault, shown);
      ChatResponse response;
      try {
        response = next.handle(clean.withDeltas(held));
      } finally {
        held.end(); // what there is of an answer that broke off is shown as well
      }
      AiMessage answer = response.aiMessage();
      AiMessage changed = answer == null ? null : messages.changed(answer);
      return changed == null || changed.equals(answer)
          ? response
          : response.toBuilder().aiMessage(changed).build();
    } catch (VaultException | DetectionException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a vault was asked");
      }
      throw new ModelRefusedException(Redaction.NAME, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      throw shown(e);
    }
  }

  /** A provider may quote what it was sent, or what was said to it before redaction was on. */
  private RuntimeException shown(RuntimeException thrown) {
    return RedactedException.of(thrown, redactor) instanceof RedactedException redacted
        ? redacted
        : thrown;
  }

  @SuppressWarnings("ReferenceEquality") // the same list if nothing was changed
  private ModelCall clean(ModelCall call, Messages messages) {
    List<ChatMessage> all = call.request().messages();
    List<ChatMessage> clean = seen.get(call.run()).changed(all, messages);
    return clean == all
        ? call
        : call.withRequest(call.request().toBuilder().messages(clean).build());
  }
}
