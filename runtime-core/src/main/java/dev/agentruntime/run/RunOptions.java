package dev.agentruntime.run;

import dev.agentruntime.context.CancellationToken;
import dev.agentruntime.event.RunListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a host says about one run: for whom it is, how long it may take, how the host can stop it.
 * Immutable.
 */
public final class RunOptions {
  private static final RunOptions NONE = new Builder().build();

  private final @Nullable String session;
  private final @Nullable String tenant;
  private final @Nullable String principal;
  private final @Nullable String traceParent;
  private final Map<String, Object> attributes;
  private final @Nullable Duration timeout;
  private final @Nullable CancellationToken token;
  private final @Nullable Beating heartbeat;
  private final @Nullable RunListener listener;

  private RunOptions(Builder from) {
    this.session = from.session;
    this.tenant = from.tenant;
    this.principal = from.principal;
    this.traceParent = from.traceParent;
    this.attributes = Map.copyOf(from.attributes);
    this.timeout = from.timeout;
    this.token = from.token;
    this.heartbeat = from.heartbeat;
    this.listener = from.listener;
  }

  /**
   * Nothing said.
   *
   * @return the same instance each time
   */
  public static RunOptions none() {
    return NONE;
  }

  /**
   * Starts saying something.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * These options, to be changed.
   *
   * @return a new builder that starts with all of them
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.session = session;
    builder.tenant = tenant;
    builder.principal = principal;
    builder.traceParent = traceParent;
    builder.attributes.putAll(attributes);
    builder.timeout = timeout;
    builder.token = token;
    builder.heartbeat = heartbeat;
    builder.listener = listener;
    return builder;
  }

  /**
   * The conversation the run belongs to.
   *
   * @return the session id, or empty
   */
  public Optional<String> session() {
    return Optional.ofNullable(session);
  }

  /**
   * The tenant.
   *
   * @return the tenant, or empty
   */
  public Optional<String> tenant() {
    return Optional.ofNullable(tenant);
  }

  /**
   * On whose behalf the agent acts.
   *
   * @return the principal, or empty
   */
  public Optional<String> principal() {
    return Optional.ofNullable(principal);
  }

  /**
   * The trace the run is part of.
   *
   * @return a W3C {@code traceparent} value, or empty
   */
  public Optional<String> traceParent() {
    return Optional.ofNullable(traceParent);
  }

  /**
   * What the host attaches for tools and middleware.
   *
   * @return an unmodifiable map
   */
  public Map<String, Object> attributes() {
    return attributes;
  }

  /**
   * How long the run may take, if other than the agent's limits say.
   *
   * @return the timeout, or empty
   */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /**
   * The host's stop signal.
   *
   * @return the token, or empty
   */
  public Optional<CancellationToken> cancellationToken() {
    return Optional.ofNullable(token);
  }

  /**
   * The host's sign of life.
   *
   * @return callback and interval, or empty
   */
  public Optional<Beating> heartbeat() {
    return Optional.ofNullable(heartbeat);
  }

  /**
   * Who is told of this run's events, beside the runtime's own listeners.
   *
   * @return the listener, or empty
   */
  public Optional<RunListener> listener() {
    return Optional.ofNullable(listener);
  }

  /**
   * A heartbeat and how often it beats.
   *
   * @param every the interval
   * @param heartbeat the callback
   */
  public record Beating(Duration every, Heartbeat heartbeat) {}

  /** Collects what a host says. Confined to one thread. */
  public static final class Builder {
    private @Nullable String session;
    private @Nullable String tenant;
    private @Nullable String principal;
    private @Nullable String traceParent;
    private final Map<String, Object> attributes = new HashMap<>();
    private @Nullable Duration timeout;
    private @Nullable CancellationToken token;
    private @Nullable Beating heartbeat;
    private @Nullable RunListener listener;

    private Builder() {}

    /**
     * The conversation the run belongs to: whose rate limits, remembered approvals and artifacts
     * count together. The conversation itself is kept, and gone on with, only by a runtime that has
     * {@linkplain dev.agentruntime.AgentRuntime.Builder#sessions sessions}.
     *
     * @param id the session id, not blank
     * @return this builder
     */
    public Builder session(String id) {
      this.session = notBlank("session", id);
      return this;
    }

    /**
     * The tenant.
     *
     * @param id the tenant, not blank
     * @return this builder
     */
    public Builder tenant(String id) {
      this.tenant = notBlank("tenant", id);
      return this;
    }

    /**
     * On whose behalf the agent acts, as the host authenticated it.
     *
     * @param id the principal, not blank
     * @return this builder
     */
    public Builder principal(String id) {
      this.principal = notBlank("principal", id);
      return this;
    }

    /**
     * The trace the run is part of.
     *
     * @param value a W3C {@code traceparent} value, not blank
     * @return this builder
     */
    public Builder traceParent(String value) {
      this.traceParent = notBlank("traceParent", value);
      return this;
    }

    /**
     * Attaches something for tools and middleware; the model never sees it.
     *
     * @param name the name, not blank
     * @param value the value
     * @return this builder
     */
    public Builder attribute(String name, Object value) {
      attributes.put(notBlank("attribute name", name), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * How long the run may take, in place of what the agent's limits say.
     *
     * @param limit more than zero
     * @return this builder
     */
    public Builder timeout(Duration limit) {
      this.timeout = positive("timeout", limit);
      return this;
    }

    /**
     * The host's own stop signal.
     *
     * @param stop the token
     * @return this builder
     */
    public Builder cancellationToken(CancellationToken stop) {
      this.token = Objects.requireNonNull(stop, "stop");
      return this;
    }

    /**
     * A sign of life at intervals, from a thread that lives as long as the run.
     *
     * @param every the interval, more than zero
     * @param callback what to call; throwing stops the run
     * @return this builder
     */
    public Builder heartbeat(Duration every, Heartbeat callback) {
      this.heartbeat =
          new Beating(
              positive("heartbeat interval", every), Objects.requireNonNull(callback, "callback"));
      return this;
    }

    /**
     * Who is told of this run's events.
     *
     * @param events the listener
     * @return this builder
     */
    public Builder listener(RunListener events) {
      this.listener = Objects.requireNonNull(events, "events");
      return this;
    }

    /**
     * Done.
     *
     * @return the options
     */
    public RunOptions build() {
      return new RunOptions(this);
    }

    private static String notBlank(String name, String value) {
      if (Objects.requireNonNull(value, name).isBlank()) {
        throw new IllegalArgumentException(name + " must not be blank, was '" + value + "'");
      }
      return value;
    }

    private static Duration positive(String name, Duration value) {
      if (Objects.requireNonNull(value, name).isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + " must be positive, was " + value);
      }
      return value;
    }
  }
}
