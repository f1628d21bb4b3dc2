package dev.agentruntime.vault;

import java.util.Optional;

/**
 * Keeps the values that placeholders stand for, each in the vault of the session or run in which it
 * was met.
 *
 * <p>A vault begins with its first value and gets a random tag then, which it keeps until it is
 * erased; one that begins again has another. The same value of the same type has the same
 * placeholder for as long as the vault lasts, whoever asks, also from several threads at once; the
 * values of a type are numbered from 1. Vaults of two keys never meet: a placeholder of one means
 * nothing in another.
 *
 * <p><b>If it throws.</b> A store that cannot answer throws a {@link VaultException}, and nothing
 * is sent on: the run stops, or the call is refused. One that was interrupted sets the interrupt
 * again before it throws. A store must not answer with something it is not sure of.
 *
 * <p>Values are personal data and secrets: they belong in no message, log or {@code toString}.
 * Implementations block plainly and must be safe for use by many threads.
 */
public interface VaultStore {

  /**
   * The placeholder of a value, made if there is none yet.
   *
   * @param vault which vault
   * @param type what the value is
   * @param value the value, not empty
   * @return its placeholder
   * @throws VaultException if the store is down, or the vault is full
   */
  Placeholder placeholder(VaultKey vault, String type, String value);

  /**
   * The value a placeholder stands for.
   *
   * @param vault which vault
   * @param placeholder the placeholder
   * @return the value, or empty if this vault never gave out such a placeholder, or was erased
   *     since
   * @throws VaultException if the store is down
   */
  Optional<String> value(VaultKey vault, Placeholder placeholder);

  /**
   * The tag of a vault. Asked once per run, not per call.
   *
   * @param vault which vault
   * @return the tag, or empty if the vault holds nothing
   * @throws VaultException if the store is down
   */
  Optional<String> tag(VaultKey vault);

  /**
   * Forgets a vault. What was given out before means nothing from then on.
   *
   * @param vault which vault
   * @throws VaultException if the store is down; the vault may still be there then
   */
  void erase(VaultKey vault);

  /**
   * Forgets all vaults of a tenant.
   *
   * @param tenant the tenant; empty for the vaults of no tenant
   * @throws VaultException if the store is down; some vaults may still be there then
   */
  void eraseTenant(Optional<String> tenant);
}
