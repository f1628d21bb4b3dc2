package dev.agentruntime.middleware.config;

import dev.agentruntime.effect.EffectStore;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.redact.Redactor;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file cannot hold and may need. A file that needs a part which is not here is
 * refused by the part's name. Immutable; the methods return changed copies.
 */
public final class ConfigurationParts {
  private static final ConfigurationParts NONE =
      new ConfigurationParts(null, null, null, System::getenv);

  private final @Nullable Approvals approvals;
  private final @Nullable EffectStore effectStore;
  private final @Nullable Redactor redactor;
  private final Function<String, @Nullable String> environment;

  private ConfigurationParts(
      @Nullable Approvals approvals,
      @Nullable EffectStore effectStore,
      @Nullable Redactor redactor,
      Function<String, @Nullable String> environment) {
    this.approvals = approvals;
    this.effectStore = effectStore;
    this.redactor = redactor;
    this.environment = environment;
  }

  /**
   * No parts, and the environment of the process.
   *
   * @return the same instance each time
   */
  public static ConfigurationParts none() {
    return NONE;
  }

  /**
   * Where requests to people are kept and decided; needed by {@code [approval]}.
   *
   * @param desk the approvals, with their store and their authoriser
   * @return a copy
   */
  public ConfigurationParts approvals(Approvals desk) {
    return new ConfigurationParts(
        Objects.requireNonNull(desk, "desk"), effectStore, redactor, environment);
  }

  /**
   * Where effects are recorded; needed by {@code [effect-guard]}.
   *
   * @param store the store
   * @return a copy
   */
  public ConfigurationParts effectStore(EffectStore store) {
    return new ConfigurationParts(
        approvals, Objects.requireNonNull(store, "store"), redactor, environment);
  }

  /**
   * What takes secrets out of texts before log, audit and people see them; needed by {@code
   * logger.log-values}.
   *
   * @param sees what replaces secrets
   * @return a copy
   */
  public ConfigurationParts redactor(Redactor sees) {
    return new ConfigurationParts(
        approvals, effectStore, Objects.requireNonNull(sees, "sees"), environment);
  }

  /**
   * Where {@code ${env:NAME}} is looked up; the process's environment unless set.
   *
   * @param lookup from a name to its value, or to null if there is none
   * @return a copy
   */
  public ConfigurationParts environment(Function<String, @Nullable String> lookup) {
    return new ConfigurationParts(
        approvals, effectStore, redactor, Objects.requireNonNull(lookup, "lookup"));
  }

  Approvals approvals() {
    return given("approvals", approvals);
  }

  EffectStore effectStore() {
    return given("effectStore", effectStore);
  }

  Optional<Redactor> redactor() {
    return Optional.ofNullable(redactor);
  }

  @Nullable String environment(String name) {
    return environment.apply(name);
  }

  private static <T> T given(String name, @Nullable T part) {
    if (part == null) {
      throw new IllegalArgumentException(
          "needs the part '" + name + "', which the host did not give: ConfigurationParts." + name);
    }
    return part;
  }
}
