package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.middleware.internal.text.Texts;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;

/**
 * Texts as the user may see them: placeholders of some types are resolved, all else stays as it is.
 * Immutable.
 *
 * @param vault the vault
 * @param types what is resolved
 */
record Shown(RunVault vault, Set<EntityType> types) {
  String of(String text) {
    return types.isEmpty()
        ? text
        : new Revealing(
                vault, type -> types.contains(type) ? PlaceholderUse.RESOLVE : PlaceholderUse.KEEP)
            .apply(null, text);
  }

  /** The same for a JSON text. */
  String ofJson(String text) {
    return types.isEmpty()
        ? text
        : Texts.changed(
            text,
            new Revealing(
                vault,
                type -> types.contains(type) ? PlaceholderUse.RESOLVE : PlaceholderUse.KEEP));
  }
}
