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
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Set;

/**
 * The place between runs and models: no value goes out in a request, of whatever role, and none
 * that a model made up comes in. Immutable.
 */
record GatewayLink(
    Redactor redactor, Set<EntityType> shown, Slot<RunVault> vaults, Slot<SeenMessages> seen)
    implements ModelMiddleware {
  /** Cause chains longer than this are cycles or noise. */
  private static final int MAX_CAUSES = 20;

  @Override
  public ChatResponse around(ModelCall call, ModelHandler next) throws InterruptedException {
    RunVault vault = RunVault.of(call.run(), vaults);
    Messages messages = new Messages(vault.redacting());
    try {
      ModelCall clean = clean(call, messages);
      HeldDeltas held = new HeldDeltas(call, vault, shown);
      ChatResponse response = answer(clean.withDeltas(held), next, held);
      AiMessage answer = response.aiMessage();
      AiMessage changed = answer == null ? null : messages.changed(answer);
      return changed == null || changed.equals(answer)
          ? response
          : response.toBuilder().aiMessage(changed).build();
    } catch (VaultException | DetectionException e) {
      if (Thread.interrupted() || isInterrupt(e)) {
        throw new InterruptedException("interrupted while a vault was asked");
      }
      throw new ModelRefusedException(Redaction.NAME, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      throw shown(e);
    }
  }

  /** What there is of an answer that broke off is shown as well, whatever comes of that. */
  private ChatResponse answer(ModelCall call, ModelHandler next, HeldDeltas held)
      throws InterruptedException {
    ChatResponse response;
    try {
      response = next.handle(call);
    } catch (InterruptedException | RuntimeException | Error e) {
      try {
        held.end();
      } catch (RuntimeException also) {
        Throwable clean = RedactedException.of(also, redactor);
        if (!clean.equals(e)) { // who receives pieces may throw the same again
          e.addSuppressed(clean);
        }
      }
      throw e;
    }
    held.end();
    return response;
  }

  /**
   * A provider may quote what it was sent, or what was said to it before redaction was on. What an
   * exception means to the run stays: a refusal is one, and so is an interrupt in disguise.
   */
  private RuntimeException shown(RuntimeException thrown) throws InterruptedException {
    if (!(RedactedException.of(thrown, redactor) instanceof RedactedException redacted)) {
      return thrown;
    }
    if (thrown instanceof ModelRefusedException refused) {
      RuntimeException clean =
          new ModelRefusedException(refused.layer(), withoutValues(refused.detail()));
      clean.setStackTrace(refused.getStackTrace());
      return clean;
    }
    if (isInterrupt(thrown)) {
      InterruptedException interrupt =
          new InterruptedException("interrupted while the model was asked");
      interrupt.initCause(redacted);
      throw interrupt;
    }
    return redacted;
  }

  private String withoutValues(String detail) {
    try {
      return redactor.redact(detail);
    } catch (DetectionException _) {
      return "(could not be redacted)";
    }
  }

  private static boolean isInterrupt(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
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
