package dev.agentruntime.middleware.config;

import static dev.agentruntime.middleware.config.ValueType.DURATION;
import static dev.agentruntime.middleware.config.ValueType.TEXT;
import static dev.agentruntime.middleware.config.ValueType.atLeast;

import dev.agentruntime.chain.ModelHandler;
import dev.agentruntime.middleware.model.ModelFailure.Kind;
import dev.agentruntime.middleware.model.ModelFallback;
import dev.agentruntime.middleware.model.ModelLimit;
import dev.agentruntime.middleware.model.ModelRetry;
import dev.agentruntime.middleware.model.ResponseCache;
import dev.agentruntime.middleware.waiting.Backoff;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The tables of the layers around model requests. */
final class ModelSections {
  private static final ValueType<Kind> KIND =
      Choices.of(
          Arrays.stream(Kind.values())
              .filter(kind -> kind != Kind.INTERRUPTED)
              .toArray(Kind[]::new));

  private static final Map<String, Predicate<ChatRequest>> REQUESTS =
      Map.of("all", _ -> true, "temperature-zero", ModelSections::isOfTemperatureZero);

  private ModelSections() {}

  static List<Section<?>> all() {
    return Stream.concat(
            Stream.of(cache(), retry(), fallback(), limit()), UsageSections.all().stream())
        .toList();
  }

  /** A request that says nothing of it is sent with whatever its model was made with. */
  private static boolean isOfTemperatureZero(ChatRequest request) {
    Double temperature = request.temperature();
    return temperature != null && temperature == 0;
  }

  private static final class CacheDraft {
    private Predicate<ChatRequest> requests = _ -> false;
    private int maxEntries = ResponseCache.DEFAULT_MAX_ENTRIES;
    private Duration maxAge = ResponseCache.DEFAULT_MAX_AGE;
    private boolean toolCalls;
    private boolean shared;

    private ResponseCache build() {
      ResponseCache.Builder builder =
          ResponseCache.forRequests(requests).maxEntries(maxEntries).maxAge(maxAge);
      if (toolCalls) {
        builder.toolCallsToo();
      }
      if (shared) {
        builder.sharedWithoutTenant();
      }
      return builder.build();
    }
  }

  private static Section<CacheDraft> cache() {
    return Section.ofModels(
        "model.cache",
        _ -> new CacheDraft(),
        List.of(
            Key.of(
                "requests",
                ValueType.oneOf(REQUESTS),
                Key.REQUIRED,
                "which requests may be answered from memory; the second means that they set it",
                (draft, which) -> draft.requests = which),
            Key.of(
                "max-entries",
                atLeast(1),
                ResponseCache.DEFAULT_MAX_ENTRIES,
                "how many answers are kept",
                (draft, entries) -> draft.maxEntries = entries),
            Key.of(
                "max-age",
                DURATION,
                ResponseCache.DEFAULT_MAX_AGE,
                "how long an answer is good for",
                (draft, age) -> draft.maxAge = age),
            Key.of(
                "tool-calls-too",
                ValueType.FLAG,
                false,
                "answers that call tools are kept, too",
                (draft, too) -> draft.toolCalls = too),
            Key.of(
                "shared-without-tenant",
                ValueType.FLAG,
                false,
                "runs without a tenant share answers",
                (draft, share) -> draft.shared = share)),
        (target, draft) -> target.models().cache(draft.build()));
  }

  private static final class RetryDraft {
    private final ModelRetry.Builder builder = ModelRetry.builder();
    private Duration first = Backoff.DEFAULT_FIRST;
    private Duration longest = Backoff.DEFAULT_LONGEST;

    private ModelRetry build() {
      return builder.backoff(new Backoff(first, longest)).build();
    }
  }

  private static Section<RetryDraft> retry() {
    return Section.ofModels(
        "model.retry",
        _ -> new RetryDraft(),
        List.of(
            Key.of(
                "max-attempts",
                atLeast(2),
                ModelRetry.DEFAULT_MAX_ATTEMPTS,
                "how often a request is tried",
                (draft, attempts) -> draft.builder.maxAttempts(attempts)),
            Key.of(
                "first-backoff",
                DURATION,
                Backoff.DEFAULT_FIRST,
                "the bound on the wait after the first failure",
                (draft, time) -> draft.first = time),
            Key.of(
                "longest-backoff",
                DURATION,
                Backoff.DEFAULT_LONGEST,
                "the cap on that bound, at least first-backoff",
                (draft, time) -> draft.longest = time),
            Key.of(
                "max-retry-after",
                DURATION,
                ModelRetry.DEFAULT_MAX_RETRY_AFTER,
                "the longest wait a provider may ask for",
                (draft, time) -> draft.builder.maxRetryAfter(time))),
        (target, draft) -> target.models().retry(draft.build()));
  }

  private static final class StandIn {
    private String model = "";
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);

    private Set<Kind> kinds() {
      return kinds.isEmpty() ? ModelFallback.DEFAULT_KINDS : kinds;
    }
  }

  private static final class FallbackDraft {
    private final ModelFallback.Builder builder = ModelFallback.builder();
    private final ConfigurationParts parts;

    private FallbackDraft(Target target) {
      this.parts = target.parts();
    }

    private void then(StandIn other) {
      builder.then(other.model, ModelHandler.of(parts.model(other.model)), other.kinds());
    }
  }

  private static Section<FallbackDraft> fallback() {
    Keys<StandIn> standIn =
        new Keys<>(
            StandIn::new,
            List.of(
                Key.of(
                    "model",
                    TEXT,
                    Key.REQUIRED,
                    "the name of a model that the host gives as a part",
                    (draft, name) -> draft.model = name),
                Key.each(
                    "after",
                    KIND,
                    "after which failures; those another model may not have, if empty",
                    (draft, kind) -> draft.kinds.add(kind))));
    return Section.ofModels(
        "model.fallback",
        FallbackDraft::new,
        List.of(
            Key.tables(
                "then",
                "the models that are asked when one failed, in this order",
                standIn,
                FallbackDraft::then),
            Key.ifTrue(
                "sticky",
                "a run goes on with the model that answered",
                draft -> draft.builder.sticky())),
        (target, draft) -> target.models().fallback(draft.builder.build()));
  }

  private static final class LimitDraft {
    private int concurrent;
    private int maxQueued = ModelLimit.DEFAULT_MAX_QUEUED;
    private Duration maxWait = ModelLimit.DEFAULT_MAX_WAIT;

    private ModelLimit build() {
      return ModelLimit.builder(concurrent).maxQueued(maxQueued).maxWait(maxWait).build();
    }
  }

  private static Section<LimitDraft> limit() {
    return Section.ofModels(
        "model.limit",
        _ -> new LimitDraft(),
        List.of(
            Key.of(
                "concurrent",
                atLeast(1),
                Key.REQUIRED,
                "how many requests are at each model at a time",
                (draft, requests) -> draft.concurrent = requests),
            Key.of(
                "max-queued",
                atLeast(0),
                ModelLimit.DEFAULT_MAX_QUEUED,
                "how many requests may wait",
                (draft, requests) -> draft.maxQueued = requests),
            Key.of(
                "max-wait",
                DURATION,
                ModelLimit.DEFAULT_MAX_WAIT,
                "how long a request may wait",
                (draft, time) -> draft.maxWait = time)),
        (target, draft) -> target.models().concurrency(draft.build()));
  }
}
