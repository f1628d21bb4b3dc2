package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelBinding;
import dev.agentruntime.chain.ModelChain;
import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.chain.ModelMiddleware;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import dev.agentruntime.middleware.model.ModelFailure.Kind;
import dev.langchain4j.model.chat.ChatModel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks another model when one has failed: those given, in their order, each if the failure before
 * it is of a kind it is meant for. By default that is every kind that says something of the model
 * or the way to it ({@link #DEFAULT_KINDS}), and none that says something of the request, which
 * another model would most likely refuse as well.
 *
 * <p>The request goes to another model as it is, tools and response format included; only a model
 * name in it is left out, which would be the first model's. Once a piece of the answer has reached
 * the host no other model is asked.
 *
 * <p>It belongs inside a retry: another model answers at once, a retry lets the user wait, so
 * waiting is for when no model is left. Links inside it are around the first model only, unless
 * {@link ModelGovernance} puts them around each.
 *
 * <p>Emits {@code failed} with the kind for each failed model and {@code answered} with the name of
 * the one that stood in. Throws the failure itself if only one model was asked, else a {@link
 * ModelFallbackException}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ModelFallback implements ModelLayer {
  /** The layer's name. */
  public static final String NAME = "model-fallback";

  /** The kinds of failure that do not blame the request. */
  public static final Set<Kind> DEFAULT_KINDS =
      Set.of(
          Kind.RATE_LIMITED,
          Kind.QUOTA_EXHAUSTED,
          Kind.OVERLOADED,
          Kind.SERVER_ERROR,
          Kind.TIMEOUT,
          Kind.NETWORK,
          Kind.AUTHENTICATION,
          Kind.MODEL_NOT_FOUND);

  private final List<StandIn> standIns;
  private final boolean sticky;
  private final FailureClassifier classifier;

  private record StandIn(String name, ModelHandler model, Set<Kind> kinds) {}

  private ModelFallback(Builder from) {
    this.standIns = List.copyOf(from.standIns);
    this.sticky = from.sticky;
    this.classifier = from.classifier;
  }

  /**
   * One other model, for {@link #DEFAULT_KINDS}.
   *
   * @param model the model
   * @return a new layer
   */
  public static ModelFallback to(ChatModel model) {
    return builder().then(model).build();
  }

  /**
   * For anything else.
   *
   * @return a new builder without models
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ModelMiddleware bind(ModelBinding binding) {
    return bind(binding, name -> List.of());
  }

  /** With links around each of the other models, as around the first. */
  ModelMiddleware bind(ModelBinding binding, Function<String, List<ModelMiddleware>> around) {
    List<Candidate> others = new ArrayList<>();
    for (StandIn standIn : standIns) {
      ModelHandler model = ModelChain.compose(around.apply(standIn.name), standIn.model);
      others.add(new Candidate(standIn.name, model, standIn.kinds));
    }
    Slot<AtomicInteger> preferred =
        binding.perModel(StateScope.RUN, "preferred", AtomicInteger::new);
    String first = binding.model();
    return (call, next) -> {
      List<Candidate> inOrder = new ArrayList<>(others.size() + 1);
      inOrder.add(new Candidate(first, next, EnumSet.allOf(Kind.class)));
      inOrder.addAll(others);
      if (!sticky) {
        return new FallbackRound(call, inOrder, classifier).run(0).response();
      }
      AtomicInteger at = preferred.get(call.run());
      FallbackRound.Answer answer = new FallbackRound(call, inOrder, classifier).run(at.get());
      at.set(answer.by());
      return answer.response();
    };
  }

  /** A model that may be asked, and after what. */
  record Candidate(String name, ModelHandler model, Set<Kind> kinds) {}

  @Override
  public String toString() {
    return standIns.stream()
        .map(StandIn::name)
        .collect(Collectors.joining(", ", "ModelFallback(to ", sticky ? ", sticky)" : ")"));
  }

  /** Collects models. Confined to one thread. */
  public static final class Builder {
    private final List<StandIn> standIns = new ArrayList<>();
    private boolean sticky;
    private FailureClassifier classifier = FailureClassifier.standard();

    private Builder() {}

    /**
     * Another model, asked after failures of {@link #DEFAULT_KINDS}.
     *
     * @param model the model; its own retries should be off
     * @return this builder
     */
    public Builder then(ChatModel model) {
      return then(ModelBinding.nameOf(model), ModelHandler.of(model), DEFAULT_KINDS);
    }

    /**
     * Another model, asked after failures of the given kinds.
     *
     * @param name what it is called in events, and what its limits and prices go by
     * @param model the way to it, as {@link ModelHandler#of(ChatModel)} makes it
     * @param kinds after which failures; not empty
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or taken, no kind is given, or one of
     *     them is an interrupt
     */
    public Builder then(String name, ModelHandler model, Set<Kind> kinds) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "model fallback name must not be blank, was '" + name + "'");
      }
      if (standIns.stream().anyMatch(other -> other.name.equals(name))) {
        throw new IllegalArgumentException("model fallback has two models named '" + name + "'");
      }
      if (kinds.isEmpty() || kinds.contains(Kind.INTERRUPTED)) {
        throw new IllegalArgumentException(
            "model fallback kinds of '"
                + name
                + "' must be at least one and not INTERRUPTED, were "
                + kinds);
      }
      standIns.add(new StandIn(name, Objects.requireNonNull(model, "model"), Set.copyOf(kinds)));
      return this;
    }

    /**
     * Lets a run that was answered by another model go on with that one, rather than begin each
     * turn with the first. Off unless said.
     *
     * @return this builder
     */
    public Builder sticky() {
      this.sticky = true;
      return this;
    }

    /**
     * What says of which kind a failure is.
     *
     * @param own the classifier; {@link FailureClassifier#standard()} unless set
     * @return this builder
     */
    public Builder classifier(FailureClassifier own) {
      this.classifier = Objects.requireNonNull(own, "own");
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     * @throws IllegalArgumentException if no model was given
     */
    public ModelFallback build() {
      if (standIns.isEmpty()) {
        throw new IllegalArgumentException("model fallback must name at least 1 model, was 0");
      }
      return new ModelFallback(this);
    }
  }
}
