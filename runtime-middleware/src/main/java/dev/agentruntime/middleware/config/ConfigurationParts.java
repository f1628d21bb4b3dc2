package dev.agentruntime.middleware.config;

import dev.agentruntime.effect.EffectStore;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.model.UsageLedger;
import dev.agentruntime.middleware.redact.Redactor;
import dev.langchain4j.model.chat.ChatModel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file cannot hold and may need. A file that needs a part which is not here is
 * refused by the part's name. Immutable; the methods return changed copies.
 */
public final class ConfigurationParts {
  private static final ConfigurationParts NONE = new ConfigurationParts(new Draft());

  private final @Nullable Approvals approvals;
  private final @Nullable EffectStore effectStore;
  private final @Nullable Redactor redactor;
  private final @Nullable UsageLedger usageLedger;
  private final Map<String, ChatModel> models;
  private final Function<String, @Nullable String> environment;

  private ConfigurationParts(Draft from) {
    this.approvals = from.approvals;
    this.effectStore = from.effectStore;
    this.redactor = from.redactor;
    this.usageLedger = from.usageLedger;
    this.models = Map.copyOf(from.models);
    this.environment = from.environment;
  }

  /** A copy before it is made. */
  private static final class Draft {
    private @Nullable Approvals approvals;
    private @Nullable EffectStore effectStore;
    private @Nullable Redactor redactor;
    private @Nullable UsageLedger usageLedger;
    private final Map<String, ChatModel> models = new HashMap<>();
    private Function<String, @Nullable String> environment = System::getenv;
  }

  private Draft draft() {
    Draft draft = new Draft();
    draft.approvals = approvals;
    draft.effectStore = effectStore;
    draft.redactor = redactor;
    draft.usageLedger = usageLedger;
    draft.models.putAll(models);
    draft.environment = environment;
    return draft;
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
    Draft draft = draft();
    draft.approvals = Objects.requireNonNull(desk, "desk");
    return new ConfigurationParts(draft);
  }

  /**
   * Where effects are recorded; needed by {@code [effect-guard]}.
   *
   * @param store the store
   * @return a copy
   */
  public ConfigurationParts effectStore(EffectStore store) {
    Draft draft = draft();
    draft.effectStore = Objects.requireNonNull(store, "store");
    return new ConfigurationParts(draft);
  }

  /**
   * What takes secrets out of texts before log, audit and people see them, whether or not the file
   * names their tables; needed by {@code logger.log-values} and {@code audit.shown-bytes}.
   *
   * @param sees what replaces secrets
   * @return a copy
   */
  public ConfigurationParts redactor(Redactor sees) {
    Draft draft = draft();
    draft.redactor = Objects.requireNonNull(sees, "sees");
    return new ConfigurationParts(draft);
  }

  /**
   * A model that {@code model.fallback.then} may name.
   *
   * @param name what the file calls it; also its name in events, limits and prices
   * @param model the model; its own retries should be off
   * @return a copy
   * @throws IllegalArgumentException if the name is blank or taken
   */
  public ConfigurationParts model(String name, ChatModel model) {
    if (name.isBlank() || models.containsKey(name)) {
      throw new IllegalArgumentException(
          "name of a model must not be blank or taken, was '" + name + "'");
    }
    Draft draft = draft();
    draft.models.put(name, Objects.requireNonNull(model, "model"));
    return new ConfigurationParts(draft);
  }

  /**
   * Where usage of models is counted; needed by {@code [model.usage]}.
   *
   * @param ledger the ledger, to be asked by the host
   * @return a copy
   */
  public ConfigurationParts usageLedger(UsageLedger ledger) {
    Draft draft = draft();
    draft.usageLedger = Objects.requireNonNull(ledger, "ledger");
    return new ConfigurationParts(draft);
  }

  /**
   * Where {@code ${env:NAME}} is looked up; the process's environment unless set.
   *
   * @param lookup from a name to its value, or to null if there is none
   * @return a copy
   */
  public ConfigurationParts environment(Function<String, @Nullable String> lookup) {
    Draft draft = draft();
    draft.environment = Objects.requireNonNull(lookup, "lookup");
    return new ConfigurationParts(draft);
  }

  Approvals approvals() {
    return given("approvals", approvals);
  }

  EffectStore effectStore() {
    return given("effectStore", effectStore);
  }

  UsageLedger usageLedger() {
    return given("usageLedger", usageLedger);
  }

  Optional<Redactor> redactor() {
    return Optional.ofNullable(redactor);
  }

  /** Refuses what would do nothing without a redactor. */
  void needRedactor() {
    given("redactor", redactor);
  }

  ChatModel model(String name) {
    ChatModel model = models.get(name);
    if (model == null) {
      throw new IllegalArgumentException(
          "must name a model of ConfigurationParts.model, of which there are "
              + models.keySet().stream().sorted().toList()
              + ", was \""
              + name
              + '"');
    }
    return model;
  }

  @Nullable String environment(String name) {
    return environment.apply(name);
  }

  private static <T> T given(String name, @Nullable T part) {
    if (part == null) {
      throw new UnfitKeysException(
          "needs the part '" + name + "', which the host did not give: ConfigurationParts." + name);
    }
    return part;
  }
}
