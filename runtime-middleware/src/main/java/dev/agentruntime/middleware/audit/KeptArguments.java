package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call and, once some record needs it, what is kept of them: made once, as
 * several records say the same of arguments that nothing changed. Safe for use by many threads; two
 * that ask at once make the same twice.
 */
final class KeptArguments {
  private final String text;
  private final Payloads payloads;
  private volatile @Nullable Payload payload;

  KeptArguments(String text, Payloads payloads) {
    this.text = text;
    this.payloads = payloads;
  }

  @SuppressWarnings("ReferenceEquality") // the very text: comparing long ones costs the call
  boolean isOf(String other) {
    return text == other;
  }

  Payload payload() {
    Payload known = payload;
    if (known == null) {
      known = payloads.arguments(text);
      payload = known;
    }
    return known;
  }

  String textDigest() {
    return payloads.textDigest(text);
  }
}
