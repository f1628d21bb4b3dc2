package dev.agentruntime.testkit.tool;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.testkit.Tally;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A tool that does what a test tells it and remembers how it was called.
 *
 * <pre>{@code
 * FakeTool search = FakeTool.named("search")
 *     .traits(ToolTrait.READ_ONLY, ToolTrait.INTERRUPTIBLE)
 *     .onCall(1, Replies.failure(() -> new IOException("connection reset")))
 *     .replies(Replies.text("two hits"))
 *     .delay(Duration.ofSeconds(2))
 *     .build();
 * }</pre>
 *
 * <p>Calls are numbered from 1 in the order in which they arrive. Each does what {@link
 * Builder#onCall} says for its number, else fails if {@link Builder#failingAtRandom} says so, else
 * does what {@link Builder#replies} says. Safe for use by many threads.
 */
public final class FakeTool implements AgentTool {
  /**
   * The increment of {@link SplittableRandom}: a seed moved by n times this draws the n-th number
   * of the same sequence.
   */
  private static final long SEQUENCE_STEP = 0x9E3779B97F4A7C15L;

  private record RandomFailures(double share, long seed, Body failure) {
    boolean hits(int number) {
      return new SplittableRandom(seed + number * SEQUENCE_STEP).nextDouble() < share;
    }
  }

  /**
   * One call of the tool, as it arrived.
   *
   * @param number counts from 1, in the order of arrival
   * @param arguments the arguments as text
   * @param attempt which attempt of which call
   * @param context the run's context
   * @param threadName the thread it arrived on
   */
  public record Invocation(
      int number, String arguments, Attempt attempt, RunContext context, String threadName) {
    static Invocation of(int number, ToolInvocation from) {
      Attempt attempt =
          new Attempt(from.callId(), from.attempt(), from.deadline(), from.idempotencyKey());
      return new Invocation(
          number,
          from.arguments().text(),
          attempt,
          from.context(),
          Thread.currentThread().getName());
    }

    /**
     * The call's id.
     *
     * @return the same for every attempt of a call
     */
    public String callId() {
      return attempt.callId();
    }
  }

  /**
   * One attempt of a call.
   *
   * @param callId the call's id
   * @param number counts from 1
   * @param deadline when the attempt has to end
   * @param idempotencyKey the key for services that de-duplicate
   */
  public record Attempt(String callId, int number, Deadline deadline, String idempotencyKey) {}

  private final ToolSpecification specification;
  private final ToolTraits traits;
  private final Body body;
  private final Map<Integer, Body> byNumber;
  private final Duration delay;
  private final @Nullable RandomFailures randomFailures;
  private final Tally begun = new Tally();

  // Guarded by this object's lock.
  private final List<Invocation> invocations = new ArrayList<>();
  private int running;
  private int mostAtOnce;
  private int interrupted;

  private FakeTool(Builder from) {
    this.specification =
        ToolSpecification.builder()
            .name(from.name)
            .description(from.description)
            .parameters(from.schema)
            .build();
    this.traits = from.traits;
    this.body = from.body;
    this.byNumber = Map.copyOf(from.byNumber);
    this.delay = from.delay;
    this.randomFailures = from.randomFailures;
  }

  /**
   * Starts a tool. Unless told otherwise it takes any arguments, has no traits, and answers "ok" at
   * once.
   *
   * @param name the tool's name
   * @return a new builder
   */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /**
   * A tool without traits that always answers the same text.
   *
   * @param name the tool's name
   * @param text what it answers
   * @return a new tool
   */
  public static FakeTool answering(String name, String text) {
    return named(name).replies(Replies.text(text)).build();
  }

  @Override
  public ToolSpecification specification() {
    return specification;
  }

  @Override
  public ToolTraits traits() {
    return traits;
  }

  @Override
  public ToolOutcome call(ToolInvocation invocation) throws Exception {
    int number = enter(invocation);
    begun.add();
    boolean wasInterrupted = false;
    try {
      if (!delay.isZero()) {
        invocation.context().time().sleep(delay);
      }
      return bodyOf(number).call(invocation);
    } catch (InterruptedException e) {
      wasInterrupted = true;
      throw e;
    } finally {
      leave(wasInterrupted);
    }
  }

  private Body bodyOf(int number) {
    Body planned = byNumber.get(number);
    if (planned != null) {
      return planned;
    }
    return randomFailures != null && randomFailures.hits(number) ? randomFailures.failure() : body;
  }

  private synchronized int enter(ToolInvocation invocation) {
    int number = invocations.size() + 1;
    invocations.add(Invocation.of(number, invocation));
    running++;
    mostAtOnce = Math.max(mostAtOnce, running);
    return number;
  }

  private synchronized void leave(boolean wasInterrupted) {
    running--;
    if (wasInterrupted) {
      interrupted++;
    }
  }

  /**
   * The calls so far, those that still run included.
   *
   * @return a snapshot, in the order of arrival
   */
  public synchronized List<Invocation> invocations() {
    return List.copyOf(invocations);
  }

  /**
   * How many calls run at the moment.
   *
   * @return zero or more
   */
  public synchronized int running() {
    return running;
  }

  /**
   * How many calls ran at the same time, at most.
   *
   * @return zero or more
   */
  public synchronized int mostAtOnce() {
    return mostAtOnce;
  }

  /**
   * How many calls ended by an {@link InterruptedException}.
   *
   * @return zero or more
   */
  public synchronized int interrupted() {
    return interrupted;
  }

  /**
   * Waits until the tool was called. A test that wants to catch a tool at work waits here first.
   *
   * @param atLeast how many calls
   * @param latest when to give up, on {@code time}'s clock; with {@link Deadline#never()} virtual
   *     time is not moved by the waiting
   * @param time the clock to wait on
   * @throws InterruptedException if the calling thread is or becomes interrupted
   * @throws AssertionError if the tool was not called so often in time
   */
  public void awaitCalls(int atLeast, Deadline latest, TimeSource time)
      throws InterruptedException {
    if (!begun.await(atLeast, latest, time)) {
      throw new AssertionError(
          "expected "
              + atLeast
              + " calls of tool '"
              + specification.name()
              + "', had "
              + begun.count()
              + " when time was up");
    }
  }

  @Override
  public String toString() {
    return "FakeTool(" + specification.name() + ", " + begun.count() + " calls)";
  }

  /** Says what a tool is and does. Confined to one thread. */
  public static final class Builder {
    private final String name;
    private String description;
    private JsonObjectSchema schema = JsonObjectSchema.builder().build();
    private ToolTraits traits = ToolTraits.none();
    private final Map<Integer, Body> byNumber = new HashMap<>();
    private Body body = Replies.text("ok");
    private Duration delay = Duration.ZERO;
    private @Nullable RandomFailures randomFailures;

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
      this.description = "A fake tool named " + name + ".";
    }

    /**
     * Sets what the model is told about the tool.
     *
     * @param text the description
     * @return this builder
     */
    public Builder description(String text) {
      this.description = Objects.requireNonNull(text, "text");
      return this;
    }

    /**
     * Sets the parameters.
     *
     * @param parameters the schema
     * @return this builder
     */
    public Builder schema(JsonObjectSchema parameters) {
      this.schema = Objects.requireNonNull(parameters, "parameters");
      return this;
    }

    /**
     * Sets the traits.
     *
     * @param declared the traits
     * @return this builder
     * @throws IllegalArgumentException if two of them contradict each other
     */
    public Builder traits(ToolTrait... declared) {
      this.traits = ToolTraits.of(declared);
      return this;
    }

    /**
     * Sets what calls do of which nothing else is said.
     *
     * @param reply what they do
     * @return this builder
     */
    public Builder replies(Body reply) {
      this.body = Objects.requireNonNull(reply, "reply");
      return this;
    }

    /**
     * Sets what one call does.
     *
     * @param number which call, from 1
     * @param reply what it does
     * @return this builder
     */
    public Builder onCall(int number, Body reply) {
      if (number < 1) {
        throw new IllegalArgumentException("number must be at least 1, was " + number);
      }
      byNumber.put(number, Objects.requireNonNull(reply, "reply"));
      return this;
    }

    /**
     * Makes every call wait before it does anything else, on the run's clock. An interrupt ends the
     * wait as it should.
     *
     * @param time how long
     * @return this builder
     */
    public Builder delay(Duration time) {
      this.delay = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * Makes a share of the calls fail, chosen by the seed: the same calls each time, by their
     * numbers, however threads interleave.
     *
     * @param share how many, from 0 for none to 1 for all
     * @param seed chooses which
     * @param failure what they do
     * @return this builder
     */
    public Builder failingAtRandom(double share, long seed, Body failure) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("share must be from 0 to 1, was " + share);
      }
      this.randomFailures =
          new RandomFailures(share, seed, Objects.requireNonNull(failure, "failure"));
      return this;
    }

    /**
     * Done.
     *
     * @return the tool
     */
    public FakeTool build() {
      return new FakeTool(this);
    }
  }
}
