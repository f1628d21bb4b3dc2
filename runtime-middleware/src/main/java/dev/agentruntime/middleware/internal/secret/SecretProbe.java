package dev.agentruntime.middleware.internal.secret;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows the places where a pass stops to those who know what secrets look like there. Stateless.
 */
final class SecretProbe implements Probe.OfToken, Probe.OfSeparator, Probe.OfLiteral {
  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.SECRET);
  }

  @Override
  public String literal() {
    return PrivateKeys.LABEL;
  }

  @Override
  public int rarest() {
    return PrivateKeys.RAREST_OF_LABEL;
  }

  @Override
  public @Nullable Hits literal(String text, int at, @Nullable Hits hits) {
    return PrivateKeys.look(text, at, hits);
  }

  @Override
  public @Nullable Hits separator(String text, int at, @Nullable Hits hits) {
    return SignSecrets.look(text, at, hits);
  }

  @Override
  public @Nullable Hits token(String text, int start, int end, @Nullable Hits hits) {
    return TokenSecrets.look(text, start, end, hits);
  }
}
