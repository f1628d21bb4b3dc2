package dev.agentruntime.testkit.contract;

import dev.agentruntime.session.ChatMemorySessions;
import dev.agentruntime.session.SessionStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;

final class ChatMemorySessionsContractTest extends SessionStoreContract {
  @Override
  protected SessionStore createStore() {
    return ChatMemorySessions.in(new InMemoryChatMemoryStore());
  }
}
