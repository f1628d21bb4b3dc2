package dev.agentruntime.tests;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that looks at every conversation before the real one gets it. It notes faults rather than
 * throw, as what a model throws only fails the run. Safe for use by many threads.
 */
final class WatchedModel implements ChatModel {
  private final ChatModel model;

  /** Guarded by its own lock. */
  private final List<String> faults;

  WatchedModel(ChatModel model, List<String> faults) {
    this.model = model;
    this.faults = faults;
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return model.supportedCapabilities();
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return model.defaultRequestParameters();
  }

  @Override
  public @Nullable ChatResponse doChat(ChatRequest request) {
    List<String> found = new ArrayList<>(History.faults(request.messages()));
    ChatMessage last = request.messages().getLast();
    if (last instanceof AiMessage) {
      found.add("the model was asked to answer itself");
    }
    if (request.messages().stream().noneMatch(UserMessage.class::isInstance)) {
      found.add("the model was asked without a user");
    }
    synchronized (faults) {
      faults.addAll(found);
    }
    return model.chat(request);
  }
}
