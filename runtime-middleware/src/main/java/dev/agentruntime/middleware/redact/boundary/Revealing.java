package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.middleware.internal.text.TextRule;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.boundary.PlaceholderForms.Span;
import dev.agentruntime.vault.Placeholder;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Puts values in the place of placeholders, where they are granted, and remembers what was wrong.
 * For one call. Confined to one thread.
 */
final class Revealing implements TextRule {
  private final RunVault vault;
  private final Function<EntityType, PlaceholderUse> uses;
  private boolean damaged;
  private @Nullable EntityType refused;

  Revealing(RunVault vault, Function<EntityType, PlaceholderUse> uses) {
    this.vault = vault;
    this.uses = uses;
  }

  /** Whether there was a placeholder that stands for nothing, or what is left of one. */
  boolean metDamaged() {
    return damaged;
  }

  /** The type of a placeholder that is refused, or null if there was none. */
  @Nullable EntityType refused() {
    return refused;
  }

  @Override
  public boolean isClean(String text) {
    return !PlaceholderForms.maybeIn(text, vault.tag());
  }

  @Override
  public String apply(@Nullable String name, String text) {
    String tag = vault.tag();
    if (!PlaceholderForms.maybeIn(text, tag)) {
      return text;
    }
    String plain = PlaceholderForms.unescaped(text);
    StringBuilder out = new StringBuilder(plain.length());
    StringBuilder rest = new StringBuilder();
    int at = 0;
    Matcher cores = PlaceholderForms.cores(plain);
    while (cores.find()) {
      Placeholder placeholder = PlaceholderForms.read(cores, tag);
      if (placeholder != null) {
        Span span = PlaceholderForms.around(plain, cores.start(), cores.end());
        out.append(plain, at, span.start()).append(inPlaceOf(placeholder));
        rest.append(plain, at, span.start()).append('\n');
        at = span.end();
      }
    }
    rest.append(plain, at, plain.length());
    damaged |= PlaceholderForms.isDamaged(rest.toString(), tag);
    return at == 0 ? text : out.append(plain, at, plain.length()).toString();
  }

  private String inPlaceOf(Placeholder placeholder) {
    Optional<String> value = vault.value(placeholder);
    damaged |= value.isEmpty();
    EntityType type = new EntityType(placeholder.type());
    PlaceholderUse use = uses.apply(type);
    if (use == PlaceholderUse.REFUSE) {
      refused = type;
    }
    return use == PlaceholderUse.RESOLVE && value.isPresent()
        ? value.get()
        : placeholder.toString();
  }
}
