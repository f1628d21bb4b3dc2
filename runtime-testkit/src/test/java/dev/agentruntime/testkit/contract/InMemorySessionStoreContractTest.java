package dev.agentruntime.testkit.contract;

import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionStore;

final class InMemorySessionStoreContractTest extends SessionStoreContract {
  @Override
  protected SessionStore createStore() {
    return new InMemorySessionStore();
  }
}
