package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.internal.text.Texts;
import dev.agentruntime.middleware.pattern.NamePattern;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.ModelView;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.session.SessionStore;
import dev.agentruntime.vault.InMemoryVaults;
import dev.agentruntime.vault.VaultKey;
import dev.agentruntime.vault.VaultStore;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps personal data and secrets from models, and gives them to the tools that may have them.
 *
 * <pre>{@code
 * Redaction redaction = Redaction.of(Detection.standard().build())
 *     .resolve("send_mail", EntityType.EMAIL)
 *     .refuse("web_*")
 *     .build();
 * AgentRuntime.builder(model)
 *     .middleware(Governance.standard().redaction(redaction).build())
 *     .sessions(redaction.sessions(store))
 *     .build();
 * }</pre>
 *
 * <p>At the one gateway to models, each value found in a request, whatever the role, becomes a
 * {@linkplain dev.agentruntime.vault.Placeholder placeholder} of the session's vault, the same one
 * each time; so does what a model says of its own. Around the tool, placeholders in the arguments
 * are resolved if the tool was granted their type, and values in the outcome become placeholders
 * before any other layer sees them. A placeholder that is unknown or damaged beyond recognition
 * refuses the call. Runs inside a run, sub-agents for instance, share its vault.
 *
 * <p>A run's conversation holds placeholders in all that models and tools said, and the user's
 * words as the host gave them; {@link #sessions} keeps those out of the store. The answer of a run
 * holds placeholders; {@link #answer} resolves those the host said the user may see.
 *
 * <p>If a vault or a detector fails, nothing goes on: the run stops, the call is refused, or what
 * the tool answered is withheld.
 *
 * <p>What it does not see: pictures, sound and documents; what a tool does with a value it was
 * given; descriptions of tools and schemas, which are the host's own; and what detection does not
 * find.
 *
 * <p>Immutable but for its vaults; safe for use by many threads, and may serve several runtimes.
 */
public final class Redaction implements Layer {
  /** The name of the layer and of its links. */
  public static final String NAME = "redaction";

  /** The name of the link that sees what layers and people say of a call. */
  public static final String ANSWERS = "redaction-answers";

  private final Detection detection;
  private final Redactor redactor;
  private final VaultStore vaults;
  private final ToolUses uses;
  private final Set<EntityType> shown;
  private final ModelLayer gateway = new Gateway();

  private Redaction(Builder from) {
    this.detection = from.detection;
    this.redactor = detection.mask();
    this.vaults = from.vaults;
    this.uses = from.uses;
    this.shown = Set.copyOf(from.shown);
  }

  /**
   * Finds what the library can find, keeps values in memory, and resolves nothing.
   *
   * @return a new layer
   */
  public static Redaction standard() {
    return of(Detection.standard().build()).build();
  }

  /**
   * Starts with nothing resolved, and values in memory.
   *
   * @param detection what is looked for
   * @return a new builder
   */
  public static Builder of(Detection detection) {
    return new Builder(detection);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    Slot<RunVault> vault =
        binding.shared(StateScope.RUN, "vault", () -> new RunVault(vaults, detection));
    RevealLink link = new RevealLink(uses.of(binding.tool().name()), vault);
    return List.of(
        Link.of(Anchor.GUARD, ANSWERS, new AnswerLink(redactor, vault)),
        Link.of(
            Anchor.REVEAL, NAME, link, LinkTrait.SEES_REAL_VALUES, LinkTrait.REWRITES_ARGUMENTS));
  }

  /** The type stands in the place of a value; where a detector fails, nothing is shown. */
  @Override
  public String reported(String message) {
    return redactor.redact(message);
  }

  /** The half without which this one would be of no use. */
  @Override
  public Optional<ModelLayer> aroundModel() {
    return Optional.of(gateway);
  }

  /**
   * What the models of a run are shown of a text, with the same placeholders. Fails where a vault
   * or a detector does.
   *
   * @param binding of the layer that asks
   * @return the view of any run of the binding's runtime
   */
  public ModelView modelView(LayerBinding binding) {
    Slot<RunVault> vaultOfRun =
        new LayerBinding(binding.tool(), NAME, binding.services())
            .shared(StateScope.RUN, "vault", () -> new RunVault(vaults, detection));
    return (run, text) -> Texts.changed(text, RunVault.of(run, vaultOfRun).redacting());
  }

  /**
   * What takes values out of texts for logs, records, people and errors: the type stands in the
   * place of a value, placeholders stay. There is no way back.
   *
   * @return a redactor; where a detector fails it throws
   */
  public Redactor redactor() {
    return redactor;
  }

  /**
   * A store that sees placeholders in the place of values. Conversations it was given before this
   * was switched on are redacted when they are next saved.
   *
   * @param store keeps the conversations
   * @return a store to give to the runtime; fails where a vault or a detector does
   */
  public SessionStore sessions(SessionStore store) {
    return new RedactedSessions(Objects.requireNonNull(store, "store"), detection, vaults);
  }

  /**
   * A text of a run as its user may see it: with the values of the types that were said to be
   * {@linkplain Builder#answers shown}, and other placeholders as they are.
   *
   * @param vault whose text it is
   * @param text such as {@code RunResult.text()}
   * @return the text, with values: to be shown, and not to be logged or kept
   */
  public String answer(VaultKey vault, String text) {
    return new Shown(RunVault.of(vaults, detection, vault), shown).of(text);
  }

  /**
   * Forgets the values of a session or run. Its placeholders mean nothing from then on.
   *
   * @param vault whose
   */
  public void erase(VaultKey vault) {
    vaults.erase(vault);
  }

  /**
   * Forgets the values of all sessions and runs of a tenant.
   *
   * @param tenant the tenant; empty for those of no tenant
   */
  public void eraseTenant(Optional<String> tenant) {
    vaults.eraseTenant(tenant);
  }

  @Override
  public String toString() {
    return "Redaction("
        + detection.types().size()
        + " types, "
        + (uses.rules().isEmpty() ? "nothing resolved" : uses)
        + (shown.isEmpty()
            ? ""
            : ", shown " + shown.stream().map(EntityType::name).sorted().toList())
        + ")";
  }

  private final class Gateway implements ModelLayer {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public ModelMiddleware bind(ModelBinding binding) {
      return new GatewayLink(
          redactor,
          shown,
          binding.slot(StateScope.RUN, "vault", () -> new RunVault(vaults, detection)),
          binding.slot(StateScope.RUN, "seen", SeenMessages::new));
    }

    @Override
    public String toString() {
      return NAME;
    }
  }

  /** Says what is found, kept and resolved. Confined to one thread. */
  public static final class Builder {
    private final Detection detection;
    private final Set<EntityType> shown = new HashSet<>();
    private VaultStore vaults = InMemoryVaults.create();
    private ToolUses uses = new ToolUses(List.of());

    private Builder(Detection detection) {
      this.detection = Objects.requireNonNull(detection, "detection");
    }

    /**
     * Keeps values elsewhere than in memory: encrypted, or where a conversation is kept that
     * outlives the process.
     *
     * @param store the store
     * @return this builder
     */
    public Builder vaults(VaultStore store) {
      this.vaults = Objects.requireNonNull(store, "store");
      return this;
    }

    /**
     * Gives tools the values of placeholders of some types.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param types which types, at least one
     * @return this builder
     */
    public Builder resolve(String toolPattern, EntityType... types) {
      if (types.length == 0) {
        throw new IllegalArgumentException(
            "resolve for tools '" + toolPattern + "' must name at least one type, named none");
      }
      return with(toolPattern, PlaceholderUse.RESOLVE, types);
    }

    /**
     * Leaves placeholders in the arguments of tools, as is done unless said otherwise.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param types which types; all if none is named
     * @return this builder
     */
    public Builder keep(String toolPattern, EntityType... types) {
      return with(toolPattern, PlaceholderUse.KEEP, types);
    }

    /**
     * Refuses calls of tools whose arguments have placeholders.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param types which types; all if none is named
     * @return this builder
     */
    public Builder refuse(String toolPattern, EntityType... types) {
      return with(toolPattern, PlaceholderUse.REFUSE, types);
    }

    private Builder with(String toolPattern, PlaceholderUse use, EntityType... types) {
      uses = uses.with(new ToolUses.Rule(new NamePattern(toolPattern), Set.of(types), use));
      return this;
    }

    /**
     * Resolves placeholders in what is for the user: streamed answers, and {@link
     * Redaction#answer}. By default none: a runtime cannot know who reads an answer, nor where a
     * listener writes it.
     *
     * @param types which types
     * @return this builder
     */
    public Builder answers(EntityType... types) {
      shown.addAll(List.of(types));
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     */
    public Redaction build() {
      return new Redaction(this);
    }
  }
}
