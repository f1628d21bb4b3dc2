package dev.agentruntime.middleware.redact.detect;

import dev.agentruntime.middleware.internal.text.Redacting;
import dev.agentruntime.middleware.internal.text.Texts;
import dev.agentruntime.middleware.redact.Redactor;

/**
 * Puts the type of each found value in its place, with no way back, in plain texts and in the
 * strings of JSON. Immutable.
 */
final class TypedMask implements Redactor {
  private final Redacting masking;

  TypedMask(Detection detection) {
    masking =
        new Redacting(
            // A host's detector may judge a string by its beginning and end, not those of a text.
            detection::find, detection.hasHostDetectors(), (type, _) -> "[" + type + "]");
  }

  @Override
  public String redact(String text) {
    return Texts.changed(text, masking);
  }
}
