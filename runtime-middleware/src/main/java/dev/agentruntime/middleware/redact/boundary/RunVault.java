package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.middleware.internal.text.Redacting;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.vault.Placeholder;
import dev.agentruntime.vault.VaultKey;
import dev.agentruntime.vault.VaultStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The vault of a run and of all runs inside it: that of the outermost run's session, or its own.
 * Safe for use by many threads.
 */
final class RunVault {
  private static final String NONE = "";

  private final VaultStore store;
  private final Redacting redacting;
  private volatile @Nullable VaultKey key;

  /** The vault's tag once there is one; until then others may give it one at any time. */
  private volatile String tag = NONE;

  /** Read and written by calls side by side: whoever sees an older one searches once more. */
  private @Nullable ToolOutcome searched;

  RunVault(VaultStore store, Detection detection) {
    this.store = store;
    this.redacting =
        new Redacting(
            detection::find,
            detection.hasHostDetectors(),
            (type, value) -> placeholder(type, value).toString());
  }

  static RunVault of(VaultStore store, Detection detection, VaultKey key) {
    RunVault vault = new RunVault(store, detection);
    vault.key = key;
    return vault;
  }

  /** The vault for a run. */
  static RunVault of(RunFrame run, Slot<RunVault> slot) {
    RunFrame outermost = run.outermost();
    RunVault vault = slot.get(outermost);
    if (vault.key == null) {
      vault.key = VaultKey.of(outermost);
    }
    return vault;
  }

  private VaultKey key() {
    VaultKey known = key;
    if (known == null) {
      throw new IllegalStateException("a vault was used before it was known whose it is");
    }
    return known;
  }

  /** Values to placeholders of this vault. */
  Redacting redacting() {
    return redacting;
  }

  Placeholder placeholder(EntityType type, String value) {
    Placeholder given = store.placeholder(key(), type.name(), value);
    tag = given.tag();
    return given;
  }

  Optional<String> value(Placeholder placeholder) {
    return store.value(key(), placeholder);
  }

  /**
   * The tag, or an empty text while the vault holds nothing: then the store is asked each time, as
   * the vault may have got its first value by another way, such as the other half of the layer.
   */
  String tag() {
    String known = tag;
    if (known.isEmpty()) {
      known = store.tag(key()).orElse(NONE);
      tag = known;
    }
    return known;
  }

  /** The outcome of a tool that was searched last; its very instance holds no values. */
  @Nullable ToolOutcome searched() {
    return searched;
  }

  ToolOutcome searched(ToolOutcome clean) {
    searched = clean;
    return clean;
  }

  /** Nothing of what is in it, nor whose it is. */
  @Override
  public String toString() {
    return "RunVault";
  }
}
