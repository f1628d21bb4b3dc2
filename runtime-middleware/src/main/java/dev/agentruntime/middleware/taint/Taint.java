package dev.agentruntime.middleware.taint;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.demand.Demands;
import dev.agentruntime.middleware.pattern.NamePattern;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.middleware.redact.boundary.Redaction;
import dev.agentruntime.text.DataMarks;
import dev.agentruntime.tool.ParameterRole;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a run has read from deciding what it does. Once a result nobody vouches for is in the
 * conversation, the values that steer an effect must be found in what trusted people said; else a
 * person is asked.
 *
 * <pre>{@code
 * Governance.standard()
 *     .taint(Taint.builder()
 *         .roles("send_mail", Map.of("to", ParameterRole.DESTINATION, "body", ParameterRole.FREE_TEXT))
 *         .critical("delete_*")
 *         .trusted("own_calendar")
 *         .build())
 *     .approval(Approval.builder(approvals).build())
 * }</pre>
 *
 * <p><b>Who is trusted.</b> The instructions of the agent, the user's words, the run's principal,
 * tenant and text attributes, sources of context and tools declared so, a person who answers in
 * place of a tool. Everything else is not: results of all other tools, looked-up context, pictures
 * and documents. A run that another run's tool started trusts what the outermost run trusts; its
 * input is the words of a model. It counts as exposed if the run around it is, and its answer, as
 * the result of a tool, exposes that one: a sub-agent's tool cannot be declared trusted.
 *
 * <p><b>What is looked at.</b> Each string and number of the {@link ParameterRole#DESTINATION} and
 * {@link ParameterRole#CONTROL} parameters; {@link ParameterRole#IDENTIFIER}s too if the tool is
 * critical or {@link ToolTrait#DESTRUCTIVE}; and in all arguments, words for people included, every
 * e-mail address, URL and IBAN. A value is found if it stands between borders of words, whatever
 * its case, blanks, way of writing numbers; of a URL the host, or that and a path if the host was
 * only named with one. Only finding it there lets it pass: how it was encoded, split or passed on
 * before makes no difference.
 *
 * <p><b>Roles.</b> As the host told this layer, else as the tool declares ({@link
 * dev.agentruntime.tool.Role}), else as guessed from the name; {@code explain} of {@link
 * dev.agentruntime.middleware.Governance} prints which, and what was guessed is logged when a tool
 * is bound. Tools declared {@link ToolTrait#READ_ONLY}, and those that {@linkplain
 * ToolTrait#DELEGATES delegate} to tools looked at by themselves, are left alone unless somebody
 * declared roles for them. Tools that take no arguments and are not declared so count as critical:
 * nothing in their calls could show that the user wants them.
 *
 * <p><b>Confidentiality.</b> When a tool with {@linkplain Builder#privateOutput private output} has
 * told the run something, a {@linkplain Builder#publicSink public} tool may be called only for
 * destinations trusted people named; else a person is asked.
 *
 * <p><b>Asking.</b> The reason names places, never values. Where nobody can be asked the call is
 * refused. Who lets a call pass vouches for its values for the rest of the run.
 *
 * <p><b>Marks.</b> What nobody vouches for is shown to the model between marks with a number made
 * for the run; what looks like a mark in it is broken up, and invisible characters are dropped. A
 * help to the model, not a defence.
 *
 * <p>What a run was exposed to is concluded from its committed conversation and from the results of
 * its tools, and counts in the later runs of its session. A session remembers what its window has
 * dropped only within one runtime, while it is among the 10,000 sessions used last: after that, or
 * where another process goes on with it, what the conversation still shows counts. Looked-up
 * context is not stored with a session: that of a run which called no tool is not known to the next
 * one, though the answer may repeat it.
 *
 * <p>Behind a {@linkplain #comparingBehind redaction}, what people said is compared as models see
 * it: with placeholders. Immutable; safe for use by many threads.
 */
public final class Taint implements Layer {
  /** The name of the layer and of its link. */
  public static final String NAME = "taint";

  /** The code of a decision: a value that steers the effect is not the user's. */
  public static final String UNTRUSTED_VALUES = "untrusted_values";

  /** The code of a decision: a critical tool is called, and no value of it could show why. */
  public static final String CRITICAL = "critical_tool";

  /** The code of a decision: what was told in confidence could get out. */
  public static final String CONFIDENTIAL = "confidential_data";

  private final Settings settings;
  private final Labels labels;
  private final @Nullable Redaction redaction;

  private Taint(Settings settings, @Nullable Redaction redaction) {
    this.settings = settings;
    this.labels = settings.labels();
    this.redaction = redaction;
  }

  /** What the builder was told. */
  private record Settings(
      Labels labels,
      List<Builder.Told> told,
      PerTool<Boolean> critical,
      PerTool<Boolean> publicSink,
      PerTool<TaintMode> modes,
      boolean marked) {}

  /**
   * Every result untrusted unless its tool says otherwise, roles declared by tools or guessed, a
   * person asked, results marked.
   *
   * @return a new layer
   */
  public static Taint standard() {
    return builder().build();
  }

  /**
   * For anything else.
   *
   * @return a new builder that holds what {@link #standard()} does
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The same layer where a redaction stands between runs and models: what people said is compared
   * as models see it, with placeholders. {@code Governance} does this for the two it is given.
   *
   * @param layer the redaction of the same runtime
   * @return a copy
   */
  public Taint comparingBehind(Redaction layer) {
    Objects.requireNonNull(layer, "layer");
    return new Taint(settings, layer);
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Binds the layer to a tool.
   *
   * @throws IllegalArgumentException if a role was told of a parameter the tool does not have, or a
   *     sub-agent was declared trusted
   */
  @Override
  public List<Link> bind(LayerBinding binding) {
    ToolDescriptor tool = binding.tool();
    if (!tool.known()) {
      return List.of();
    }
    boolean trusted = isTrusted(tool);
    TaintTerms terms = terms(tool);
    TaintSlots slots =
        new TaintSlots(binding, labels, redaction == null ? null : redaction.modelView(binding));
    List<Link> links = new ArrayList<>(4);
    boolean confidential = labels.isConfidential(tool.name());
    if (confidential || !trusted) {
      Slot<DataMarks> marks =
          settings.marked() && !trusted
              ? binding.shared(StateScope.RUN, "marks", DataMarks::data)
              : null;
      links.add(
          Link.of(
              Anchor.OBSERVE,
              NAME + "-result",
              new ResultLink(slots, marks, !trusted, confidential)));
    }
    if (terms.apply()) {
      tellGuesses(tool, terms);
      addCheck(terms, slots, binding, links);
    }
    return links;
  }

  /** Once per tool and runtime: a wrong guess lets a page steer what the host thinks is guarded. */
  private static void tellGuesses(ToolDescriptor tool, TaintTerms terms) {
    if (terms.guarded() && terms.roles().anyGuessed()) {
      LoggerFactory.getLogger("dev.agentruntime.taint")
          .info("tool '{}': roles of parameters {}", tool.name(), terms.roles());
    }
  }

  private static void addCheck(
      TaintTerms terms, TaintSlots slots, LayerBinding binding, List<Link> links) {
    Slot<Demands> demands = Demands.slot(binding);
    TaintCheck check =
        new TaintCheck(
            terms,
            slots,
            demands,
            binding.shared(StateScope.CALL, "first", TaintCheck.FirstArguments::new));
    links.add(
        Link.check(
            Anchor.TAINT, NAME, check, LinkTrait.NEEDS_FINAL_ARGUMENTS, LinkTrait.AUTHORISES));
    if (terms.mode() == TaintMode.ASK) {
      links.add(Demands.gate(NAME, binding));
      links.add(
          Link.of(Anchor.CACHE, NAME + "-endorsement", new Endorsement(terms, slots, demands)));
    }
  }

  private boolean isTrusted(ToolDescriptor tool) {
    boolean delegates = tool.traits().has(ToolTrait.DELEGATES);
    Boolean said = labels.trust().get(tool.name());
    if (delegates && Boolean.TRUE.equals(said)) {
      throw new IllegalArgumentException(
          "taint: tool '"
              + tool.name()
              + "' cannot be declared trusted, as it delegates: what a sub-agent says is as good as"
              + " what it has read");
    }
    return said == null ? tool.traits().has(ToolTrait.TRUSTED_OUTPUT) && !delegates : said;
  }

  private TaintTerms terms(ToolDescriptor tool) {
    Map<String, ParameterRole> roles = new HashMap<>();
    for (Builder.Told one : settings.told()) {
      if (one.pattern().matches(tool.name())) {
        roles.putAll(one.roles());
      }
    }
    Roles known = Roles.of(tool, roles);
    boolean harmless =
        tool.traits().has(ToolTrait.READ_ONLY) || tool.traits().has(ToolTrait.DELEGATES);
    boolean guarded = !harmless || known.anyDeclared();
    Boolean saidCritical = settings.critical().get(tool.name());
    return new TaintTerms(
        known,
        guarded,
        saidCritical == null
            ? tool.traits().has(ToolTrait.DESTRUCTIVE) || (guarded && takesNothing(tool))
            : saidCritical,
        Boolean.TRUE.equals(settings.publicSink().get(tool.name())),
        Objects.requireNonNull(settings.modes().get(tool.name())));
  }

  /** Whether no argument of a call can ever show that the user wants it. */
  private static boolean takesNothing(ToolDescriptor tool) {
    JsonObjectSchema schema = tool.specification().parameters();
    return schema == null || schema.properties().isEmpty();
  }

  @Override
  public String whyNotApplicable(ToolDescriptor tool) {
    return !tool.known()
        ? "the tool is unknown"
        : "the tool only reads, or leads to others that are looked at by themselves";
  }

  @Override
  public String takes(ToolDescriptor tool) {
    if (!tool.known()) {
      return "";
    }
    TaintTerms terms = terms(tool);
    return (isTrusted(tool) ? "output trusted" : "output untrusted")
        + (labels.isConfidential(tool.name()) ? ", private" : "")
        + (terms.apply() ? ", " + terms : "");
  }

  @Override
  public String toString() {
    return "Taint("
        + settings.modes().describe(TaintMode::name)
        + ", roles: "
        + settings.told().stream().map(Builder.Told::toString).collect(Collectors.joining(" "))
        + ", trusted: "
        + labels.trust()
        + ", critical: "
        + settings.critical()
        + ", private: "
        + labels.confidential()
        + ", public: "
        + settings.publicSink()
        + (settings.marked() ? ", marked" : "")
        + ")";
  }

  /** Collects settings. Confined to one thread. */
  public static final class Builder {
    private final List<Told> told = new ArrayList<>();
    private PerTool<Boolean> trust = PerTool.all(null);
    private PerTool<Boolean> confidential = PerTool.all(null);
    private PerTool<Boolean> critical = PerTool.all(null);
    private PerTool<Boolean> publicSink = PerTool.all(null);
    private PerTool<TaintMode> modes = PerTool.all(TaintMode.ASK);
    private boolean marked = true;

    private Builder() {}

    record Told(NamePattern pattern, Map<String, ParameterRole> roles) {
      @Override
      public String toString() {
        return pattern + " " + new TreeMap<>(roles);
      }
    }

    /**
     * What parameters of some tools decide. Said again of a parameter, the later one holds.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param roles by the parameter's name; those left out are as the tool declares, or guessed
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or has blanks around it
     */
    public Builder roles(String toolPattern, Map<String, ParameterRole> roles) {
      told.add(new Told(new NamePattern(toolPattern), Map.copyOf(roles)));
      return this;
    }

    /**
     * Some tools grant access or cannot be undone: unless the user named everything they act on, a
     * person is asked.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or has blanks around it
     */
    public Builder critical(String toolPattern) {
      this.critical = critical.with(toolPattern, true);
      return this;
    }

    /**
     * The host vouches for every word some tools bring, whatever they declare. One tool too many
     * here undoes the layer: names of files and channels are words too.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or has blanks around it
     */
    public Builder trusted(String toolPattern) {
      this.trust = trust.with(toolPattern, true);
      return this;
    }

    /**
     * The host does not vouch for what some tools bring, whatever they declare.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or has blanks around it
     */
    public Builder untrusted(String toolPattern) {
      this.trust = trust.with(toolPattern, false);
      return this;
    }

    /**
     * What some tools bring must not get out.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or has blanks around it
     */
    public Builder privateOutput(String toolPattern) {
      this.confidential = confidential.with(toolPattern, true);
      return this;
    }

    /**
     * Others can read what some tools are given, also in a query or an address.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or has blanks around it
     */
    public Builder publicSink(String toolPattern) {
      this.publicSink = publicSink.with(toolPattern, true);
      return this;
    }

    /**
     * What becomes of calls of which nothing else is said.
     *
     * @param mode what happens; {@link TaintMode#ASK} unless set
     * @return this builder
     */
    public Builder mode(TaintMode mode) {
      this.modes = modes.otherwise(Objects.requireNonNull(mode, "mode"));
      return this;
    }

    /**
     * What becomes of calls of some tools.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @param mode what happens
     * @return this builder
     * @throws IllegalArgumentException if the pattern is blank or has blanks around it
     */
    public Builder mode(String toolPattern, TaintMode mode) {
      this.modes = modes.with(toolPattern, Objects.requireNonNull(mode, "mode"));
      return this;
    }

    /**
     * Whether the model is shown untrusted results between marks.
     *
     * @param on true unless set
     * @return this builder
     */
    public Builder marked(boolean on) {
      this.marked = on;
      return this;
    }

    /**
     * Makes the layer.
     *
     * @return a new layer
     */
    public Taint build() {
      return new Taint(
          new Settings(
              new Labels(trust, confidential),
              List.copyOf(told),
              critical,
              publicSink,
              modes,
              marked),
          null);
    }
  }
}
