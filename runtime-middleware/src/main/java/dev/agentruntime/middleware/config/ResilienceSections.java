package dev.agentruntime.middleware.config;

import static dev.agentruntime.middleware.config.ValueType.DURATION;
import static dev.agentruntime.middleware.config.ValueType.DURATION_OR_ZERO;
import static dev.agentruntime.middleware.config.ValueType.TEXT;
import static dev.agentruntime.middleware.config.ValueType.atLeast;

import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.Timeout;
import dev.agentruntime.middleware.breaker.CircuitBreaker;
import dev.agentruntime.middleware.bulkhead.Bulkhead;
import dev.agentruntime.middleware.rate.Rate;
import dev.agentruntime.middleware.rate.RateKey;
import dev.agentruntime.middleware.rate.RateLimit;
import dev.agentruntime.middleware.retry.Retry;
import dev.agentruntime.middleware.waiting.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The tables of the layers around attempts. */
final class ResilienceSections {
  private static final String NONE = "none";

  private ResilienceSections() {}

  static List<Section<?>> all() {
    return List.of(timeout(), retry(), breaker(), rateLimit(), bulkhead());
  }

  private static Section<Timeout.Builder> timeout() {
    return Section.ofRow(
        "timeout",
        GovernanceLayer.TIMEOUT,
        Section.changing(
            GovernanceLayer.TIMEOUT, Timeout.class, Timeout::toBuilder, Timeout::builder),
        timeoutKeys(),
        (governance, builder) -> governance.timeout(builder.build()));
  }

  private static List<Key<Timeout.Builder>> timeoutKeys() {
    return List.of(
        Key.of(
            "limit",
            DURATION,
            Timeout.DEFAULT_LIMIT,
            "how long a call may take",
            Timeout.Builder::limit),
        Key.perTool(
            "tools", DURATION, "how long a call of some tools may take", Timeout.Builder::limit),
        Key.of(
            "attempt-limit",
            DURATION,
            NONE,
            "how long one attempt may take",
            Timeout.Builder::attemptLimit),
        Key.perTool(
            "attempt-tools",
            DURATION,
            "how long one attempt of some tools may take",
            Timeout.Builder::attemptLimit),
        Key.perTool(
            "idle-tools",
            DURATION,
            "how long some tools may be silent",
            Timeout.Builder::idleLimit),
        Key.each(
            "unlimited",
            TEXT,
            "tools without a limit on calls and attempts",
            Timeout.Builder::unlimited),
        Key.of(
            "grace",
            DURATION_OR_ZERO,
            Timeout.DEFAULT_GRACE,
            "how long an interrupted tool may take to end",
            Timeout.Builder::grace),
        Key.of(
            "max-abandoned",
            atLeast(1),
            Timeout.DEFAULT_MAX_ABANDONED,
            "how many calls of one tool may be left running",
            Timeout.Builder::maxAbandoned));
  }

  private static final class RetryDraft {
    private final Retry.Builder builder = Retry.builder();
    private Duration first = Backoff.DEFAULT_FIRST;
    private Duration longest = Backoff.DEFAULT_LONGEST;

    private static void finish(GovernanceBuilder governance, RetryDraft draft) {
      governance.retry(draft.builder.backoff(new Backoff(draft.first, draft.longest)).build());
    }
  }

  private static Section<RetryDraft> retry() {
    return Section.ofRow(
        "retry",
        GovernanceLayer.RETRY,
        (_, _) -> new RetryDraft(),
        retryKeys(),
        RetryDraft::finish);
  }

  private static List<Key<RetryDraft>> retryKeys() {
    return List.of(
        Key.of(
            "max-attempts",
            atLeast(1),
            Retry.DEFAULT_MAX_ATTEMPTS,
            "how often a call is tried",
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
            Retry.DEFAULT_MAX_RETRY_AFTER,
            "the longest wait a service may ask for",
            (draft, time) -> draft.builder.maxRetryAfter(time)),
        Key.of(
            "quota",
            atLeast(0),
            NONE,
            "how many retries a run has per tool",
            (draft, retries) -> draft.builder.quota(retries)),
        Key.each(
            "only",
            TEXT,
            "tools that are retried, and no others",
            (draft, tool) -> draft.builder.only(tool)),
        Key.each(
            "never",
            TEXT,
            "tools that are not retried",
            (draft, tool) -> draft.builder.never(tool)),
        Key.each(
            "keyed",
            TEXT,
            "tools that take an idempotency key",
            (draft, tool) -> draft.builder.keyed(tool)));
  }

  private static Section<CircuitBreaker.Builder> breaker() {
    return Section.ofRow(
        "breaker",
        GovernanceLayer.BREAKER,
        Section.changing(
            GovernanceLayer.BREAKER,
            CircuitBreaker.class,
            CircuitBreaker::toBuilder,
            CircuitBreaker::builder),
        breakerKeys(),
        (governance, builder) -> governance.breaker(builder.build()));
  }

  private static List<Key<CircuitBreaker.Builder>> breakerKeys() {
    return List.of(
        Key.of(
            "failures",
            atLeast(1),
            CircuitBreaker.DEFAULT_FAILURES,
            "how many failures open a circuit",
            CircuitBreaker.Builder::failures),
        Key.of(
            "of-last",
            atLeast(1),
            "as failures",
            "among how many votes, at least failures",
            CircuitBreaker.Builder::ofLast),
        Key.of(
            "open-for",
            DURATION,
            CircuitBreaker.DEFAULT_OPEN_FOR,
            "how long an open circuit lets nobody through",
            CircuitBreaker.Builder::openFor),
        Key.of(
            "least-timeout",
            DURATION_OR_ZERO,
            CircuitBreaker.DEFAULT_LEAST_TIMEOUT,
            "how long a limit must be for a time-out to count",
            CircuitBreaker.Builder::leastTimeout),
        Key.perTool(
            "endpoints",
            TEXT,
            "tools that share the circuit of an endpoint",
            CircuitBreaker.Builder::endpoint),
        Key.each("without", TEXT, "tools without a circuit", CircuitBreaker.Builder::without));
  }

  private static final class RateDraft {
    private String tool = "*";
    private int calls;
    private Duration per = Duration.ZERO;
    private int burst;
    private final List<RateKey> keys = new ArrayList<>();

    private static void finish(RateLimit.Builder builder, RateDraft draft) {
      Rate rate = Rate.of(draft.calls, draft.per);
      List<RateKey> keys = draft.keys.isEmpty() ? List.of(RateKey.RUNTIME) : draft.keys;
      builder.limit(
          draft.tool,
          draft.burst > 0 ? rate.withBurst(draft.burst) : rate,
          keys.getFirst(),
          keys.subList(1, keys.size()).toArray(RateKey[]::new));
    }
  }

  private static Keys<RateDraft> limitKeys() {
    return new Keys<>(
        RateDraft::new,
        List.of(
            Key.of(
                "tool",
                TEXT,
                "\"*\"",
                "the pattern of the tools it is about",
                (draft, tool) -> draft.tool = tool),
            Key.of(
                "calls",
                atLeast(1),
                Key.REQUIRED,
                "how many calls in a period",
                (draft, calls) -> draft.calls = calls),
            Key.of("per", DURATION, Key.REQUIRED, "the period", (draft, per) -> draft.per = per),
            Key.of(
                "burst",
                atLeast(1),
                "as calls",
                "how many at once after a rest",
                (draft, burst) -> draft.burst = burst),
            Key.each(
                "keys",
                Choices.of(RateKey.values()),
                "whose calls are counted together; the runtime's if empty",
                (draft, key) -> draft.keys.add(key))));
  }

  private static Section<RateLimit.Builder> rateLimit() {
    return Section.ofRow(
        "rate-limit",
        GovernanceLayer.RATE_LIMIT,
        (_, _) -> RateLimit.builder(),
        List.of(
            Key.tables("limits", "the limits", limitKeys(), RateDraft::finish),
            Key.perTool(
                "costs",
                atLeast(1),
                "how many tokens of a limit a call takes",
                RateLimit.Builder::cost),
            Key.of(
                "max-wait",
                DURATION_OR_ZERO,
                RateLimit.DEFAULT_MAX_WAIT,
                "how long a call waits for its turn",
                RateLimit.Builder::maxWait),
            Key.of(
                "max-keys",
                atLeast(1),
                RateLimit.DEFAULT_MAX_KEYS,
                "how many principals are told apart",
                RateLimit.Builder::maxKeys)),
        (governance, builder) -> governance.rateLimit(builder.build()));
  }

  private static final class PoolDraft {
    private String name = "";
    private int calls;
    private final List<String> tools = new ArrayList<>();

    private static void finish(Bulkhead.Builder builder, PoolDraft draft) {
      if (draft.tools.isEmpty()) {
        throw new IllegalArgumentException("a pool must have tools");
      }
      draft.tools.forEach(tool -> builder.pool(draft.name, draft.calls, tool));
    }
  }

  private static Keys<PoolDraft> poolKeys() {
    return new Keys<>(
        PoolDraft::new,
        List.of(
            Key.of(
                "name", TEXT, Key.REQUIRED, "the pool's name", (draft, name) -> draft.name = name),
            Key.of(
                "calls",
                atLeast(1),
                Key.REQUIRED,
                "how many calls at a time",
                (draft, calls) -> draft.calls = calls),
            Key.each(
                "tools",
                TEXT,
                "the patterns of the tools that share it",
                (draft, tool) -> draft.tools.add(tool))));
  }

  private static Section<Bulkhead.Builder> bulkhead() {
    return Section.ofRow(
        "bulkhead",
        GovernanceLayer.BULKHEAD,
        (_, _) -> Bulkhead.builder(),
        List.of(
            Key.perTool(
                "tools",
                atLeast(1),
                "how many calls of some tools at a time",
                Bulkhead.Builder::limit),
            Key.tables("pools", "limits that several tools share", poolKeys(), PoolDraft::finish),
            Key.of(
                "max-queued",
                atLeast(0),
                Bulkhead.DEFAULT_MAX_QUEUED,
                "how many calls may wait",
                Bulkhead.Builder::maxQueued),
            Key.of(
                "max-wait",
                DURATION_OR_ZERO,
                Bulkhead.DEFAULT_MAX_WAIT,
                "how long a call may wait",
                Bulkhead.Builder::maxWait)),
        (governance, builder) -> governance.bulkhead(builder.build()));
  }
}
