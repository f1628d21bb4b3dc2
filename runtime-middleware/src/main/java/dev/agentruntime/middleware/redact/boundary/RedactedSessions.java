package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.session.SessionSnapshot;
import dev.agentruntime.session.SessionStore;
import dev.agentruntime.vault.VaultKey;
import dev.agentruntime.vault.VaultStore;
import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a store placeholders in the place of values. Immutable.
 *
 * @param store keeps the conversations
 * @param detection finds the values
 * @param vaults keeps the values
 */
record RedactedSessions(SessionStore store, Detection detection, VaultStore vaults)
    implements SessionStore {

  @Override
  public SessionSnapshot load(SessionKey key) throws InterruptedException {
    return store.load(key);
  }

  @Override
  public long save(SessionKey key, long expected, List<ChatMessage> messages)
      throws InterruptedException {
    RunVault vault = RunVault.of(vaults, detection, VaultKey.of(key));
    Messages rule = new Messages(vault.redacting());
    List<ChatMessage> clean = new ArrayList<>(messages.size());
    for (ChatMessage message : messages) {
      clean.add(rule.changed(message));
    }
    return store.save(key, expected, List.copyOf(clean));
  }

  @Override
  public void delete(SessionKey key) throws InterruptedException {
    store.delete(key);
  }
}
