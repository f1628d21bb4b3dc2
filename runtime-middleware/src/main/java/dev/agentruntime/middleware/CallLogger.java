package dev.agentruntime.middleware;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.middleware.pattern.PerTool;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs tool calls through SLF4J, as key-value pairs: each call one line at INFO when it ends,
 * refused calls included; each attempt one line at DEBUG; what broke down one more line at WARN (a
 * tool) or ERROR (a layer), with its incident id and stack. Belongs at {@link Anchor#OBSERVE},
 * around everything but panic recovery, and for attempts outermost within retry.
 *
 * <p>Logged are names, ids, outcome codes, durations, sizes, and the argument keys the tool
 * declares. What was said is not: no arguments, no results, no exception messages. With a {@link
 * Redactor} exception messages are logged redacted, and arguments and results of those tools for
 * which the host asks for it by {@link Builder#logValues}; never those of a tool with the trait
 * {@link dev.agentruntime.tool.ToolTrait#SENSITIVE}.
 *
 * <p>It never harms a call: what the logging backend or the redactor throws is counted ({@link
 * #failures()}) and goes no further. If a level is off, nothing is built for it and no clock is
 * read.
 *
 * <p>Safe for use by many threads.
 */
public final class CallLogger implements Layer {
  /** The name of the layer and of its link around calls. */
  public static final String NAME = "log";

  /** The name of its link around attempts. */
  public static final String ATTEMPTS = "log-attempts";

  /** The name of the SLF4J logger unless the host gives one. */
  public static final String LOGGER = "dev.agentruntime.calls";

  private final Logger logger;
  private final @Nullable Redactor redactor;
  private final PerTool<Boolean> values;
  private final LongAdder failures;

  private CallLogger(Builder from) {
    this.logger = from.logger == null ? LoggerFactory.getLogger(LOGGER) : from.logger;
    this.redactor = from.redactor;
    this.values = from.values;
    this.failures = new LongAdder();
  }

  private CallLogger(CallLogger like, Redactor sees) {
    this.logger = like.logger;
    this.redactor = sees;
    this.values = like.values;
    this.failures = like.failures;
  }

  /**
   * This layer with a redactor, for a chain that has one for all.
   *
   * @param sees the redactor
   * @return this layer if it has a redactor of its own, else a copy that counts failures with it
   */
  public CallLogger redactedBy(Redactor sees) {
    return redactor == null ? new CallLogger(this, Objects.requireNonNull(sees, "sees")) : this;
  }

  /** A redactor that fails costs the text, not the line. */
  private String redacted(Redactor by, String text) {
    try {
      return Objects.requireNonNull(by.redact(text), "redacted text");
    } catch (Throwable e) {
      failed(e);
      return "(redaction failed)";
    }
  }

  /**
   * Names, sizes, durations and outcomes, to the logger {@value #LOGGER}.
   *
   * @return a new layer
   */
  public static CallLogger standard() {
    return builder().build();
  }

  /**
   * For anything else.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * For something close to this.
   *
   * @return a new builder that holds what this layer has
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.logger = logger;
    builder.redactor = redactor;
    builder.values = values;
    return builder;
  }

  /**
   * How often the logging backend or the redactor threw.
   *
   * @return a count since this layer was made
   */
  public long failures() {
    return failures.sum();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Link> bind(LayerBinding binding) {
    boolean showValues = Boolean.TRUE.equals(values.get(binding.tool().name()));
    Redactor careful = redactor == null ? null : text -> redacted(redactor, text);
    CallLine line = new CallLine(binding.tool(), careful, showValues);
    TimeSource time = binding.time();
    return List.of(
        Link.of(Anchor.OBSERVE, NAME, (call, next) -> around(call, next, line, time)),
        Link.of(Anchor.BREAKER, ATTEMPTS, (call, next) -> aroundAttempt(call, next, line, time)));
  }

  private ToolOutcome around(ToolCall call, ToolHandler next, CallLine line, TimeSource time)
      throws InterruptedException {
    boolean info = isOn(Level.INFO);
    long begin = info ? time.nanoTime() : 0;
    ToolOutcome outcome;
    try {
      outcome = next.handle(call);
    } catch (InterruptedException e) {
      if (info) {
        write(() -> line.ended(logger.atInfo(), call, "interrupted", time.nanoTime() - begin));
      }
      throw e;
    } catch (Throwable e) {
      if (info) {
        write(() -> line.ended(logger.atInfo(), call, "threw", time.nanoTime() - begin));
      }
      if (isOn(Level.ERROR)) {
        write(() -> line.threw(logger.atError(), call, e));
      }
      throw e;
    }
    if (info) {
      write(() -> line.ended(logger.atInfo(), call, outcome, time.nanoTime() - begin));
    }
    if (outcome instanceof ToolOutcome.InfrastructureError broken && isOn(Level.WARN)) {
      write(() -> line.broke(logger.atWarn(), call, broken));
    } else if (outcome instanceof ToolOutcome.Internal defect && isOn(Level.ERROR)) {
      write(() -> line.broke(logger.atError(), call, defect));
    }
    return outcome;
  }

  private ToolOutcome aroundAttempt(ToolCall call, ToolHandler next, CallLine line, TimeSource time)
      throws InterruptedException {
    if (!isOn(Level.DEBUG)) {
      return next.handle(call);
    }
    long begin = time.nanoTime();
    String code = "threw";
    try {
      ToolOutcome outcome = next.handle(call);
      code = outcome.code();
      return outcome;
    } catch (InterruptedException e) {
      code = "interrupted";
      throw e;
    } finally {
      String ended = code;
      write(() -> line.attempted(logger.atDebug(), call, ended, time.nanoTime() - begin));
    }
  }

  private boolean isOn(Level level) {
    try {
      return logger.isEnabledForLevel(level);
    } catch (Throwable e) {
      failed(e);
      return false;
    }
  }

  private void write(Runnable line) {
    try {
      line.run();
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void failed(Throwable e) {
    failures.increment();
    switch (Thrown.of(e)) {
      case CONTAIN -> {
        // Counted is all there is to do: logging it would fail again.
      }
      case INTERRUPT -> Thread.currentThread().interrupt();
      case PASS_ON -> {
        if (e instanceof Error error) {
          throw error;
        }
      }
    }
  }

  @Override
  public String toString() {
    return "CallLogger("
        + logger.getName()
        + (redactor == null ? "" : ", redacting, values of " + values.describe(on -> "on"))
        + ")";
  }

  /** Collects what is to be logged and where. Confined to one thread. */
  public static final class Builder {
    private @Nullable Logger logger;
    private @Nullable Redactor redactor;
    private PerTool<Boolean> values = PerTool.all(null);

    private Builder() {}

    /**
     * Logs somewhere else than to {@value CallLogger#LOGGER}.
     *
     * @param target the logger
     * @return this builder
     */
    public Builder logger(Logger target) {
      this.logger = Objects.requireNonNull(target, "target");
      return this;
    }

    /**
     * Redacts what is logged of messages and values; without one none of them is.
     *
     * @param sees the redactor
     * @return this builder
     */
    public Builder redactor(Redactor sees) {
      this.redactor = Objects.requireNonNull(sees, "sees");
      return this;
    }

    /**
     * Logs arguments and results of some tools, redacted and cut. Needs a redactor.
     *
     * @param toolPattern a tool's name, in which {@code *} stands for any characters
     * @return this builder
     */
    public Builder logValues(String toolPattern) {
      this.values = values.with(toolPattern, true);
      return this;
    }

    /**
     * Done.
     *
     * @return a new layer
     * @throws IllegalStateException if values are to be logged without a redactor
     */
    public CallLogger build() {
      if (redactor == null && !values.isEmpty()) {
        throw new IllegalStateException("logValues needs a redactor, was given without one");
      }
      return new CallLogger(this);
    }
  }
}
