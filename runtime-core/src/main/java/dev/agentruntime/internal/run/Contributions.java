package dev.agentruntime.internal.run;

import dev.agentruntime.context.CurrentRun;
import dev.agentruntime.context.MessageOrigin;
import dev.agentruntime.contributor.ContextBlock;
import dev.agentruntime.contributor.ContextSource;
import dev.agentruntime.contributor.ContextSources;
import dev.agentruntime.contributor.ContextUnavailableException;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.scope.ScopeOptions;
import dev.agentruntime.scope.ScopePolicy;
import dev.agentruntime.scope.ScopeTimeoutException;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.scope.TaskScope;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Asks the sources of context side by side, each on a child of a scope, and puts what they give
 * into one message by the order in which they were named.
 */
final class Contributions {
  private final RunState run;
  private final UserMessage input;
  private final List<ContextSource> sources;
  private final Duration timeout;
  private final long began;

  /** Set once per position, by whoever is first: the child, or the owner giving up on it. */
  private final AtomicReferenceArray<@Nullable Contribution> contributions;

  private volatile @Nullable Throwable fatal;

  private Contributions(RunState run, UserMessage input, ContextSources asked) {
    this.run = run;
    this.input = input;
    this.sources = asked.sources();
    this.timeout = asked.timeout();
    this.began = run.time().nanoTime();
    this.contributions = new AtomicReferenceArray<>(sources.size());
  }

  /** What became of one source. */
  private sealed interface Contribution {
    record Given(List<ContextBlock> blocks, Duration took) implements Contribution {}

    record Threw(Throwable thrown, Duration took) implements Contribution {}

    record Late(Duration took) implements Contribution {}

    record NotNeeded(Duration took) implements Contribution {}
  }

  /**
   * Asks the sources of a run's agent.
   *
   * @return one message, or null if there is nothing to say
   * @throws ContextUnavailableException if a required source failed or was late
   */
  static @Nullable UserMessage gather(RunState run, UserMessage input) throws InterruptedException {
    ContextSources asked = run.agent().context();
    return asked.sources().isEmpty()
        ? null
        : CurrentRun.call(run, () -> new Contributions(run, input, asked).all());
  }

  private @Nullable UserMessage all() throws InterruptedException {
    Deadline deadline = Deadline.after(timeout, run.time()).earlier(run.deadline());
    ScopeOptions options =
        ScopeOptions.of("context", run.time(), deadline)
            .withCarriers(run.core().carriers())
            .withWatchdog(run.core().services().watchdog());
    TaskScope<@Nullable Void, ?> scope =
        TaskScope.open(ScopePolicy.<@Nullable Void>collect(), options);
    boolean late = false;
    InterruptedException stopped = null;
    try {
      for (int i = 0; i < sources.size(); i++) {
        int position = i;
        scope.fork(sources.get(i).name(), () -> ask(scope, position));
      }
      scope.join();
    } catch (ScopeTimeoutException e) {
      late = true;
      if (run.deadline().isExpired(run.time().nanoTime())) {
        run.deadlinePassed();
      }
    } catch (InterruptedException e) {
      stopped = e;
    } finally {
      giveUp(late);
      Duration grace = run.agent().limits().grace();
      for (AbandonedTask left :
          scope.closeWithin(new StragglerPolicy(grace, run.core().services().stragglers()))) {
        run.abandoned(left.thread().getName());
      }
    }
    if (fatal instanceof Error error) {
      throw error;
    }
    UserMessage message = written();
    if (stopped != null) {
      throw stopped;
    }
    failIfMissing();
    return message;
  }

  private @Nullable Void ask(TaskScope<?, ?> scope, int position) {
    ContextSource source = sources.get(position);
    Contribution contribution;
    try {
      List<ContextBlock> blocks =
          Objects.requireNonNull(source.contributor().contribute(run, input), "blocks");
      contribution = new Contribution.Given(List.copyOf(blocks), took());
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      if (scope.isCancelled() && Interrupts.isInterrupt(e)) {
        return null; // the owner knows why, and answers for this source
      }
      contribution = new Contribution.Threw(e, took());
    } catch (Throwable e) {
      fatal = e;
      scope.cancel();
      throw e;
    }
    contributions.compareAndSet(position, null, contribution);
    if (source.isRequired() && contribution instanceof Contribution.Threw) {
      scope.cancel();
    }
    return null;
  }

  private void giveUp(boolean late) {
    for (int i = 0; i < sources.size(); i++) {
      contributions.compareAndSet(
          i, null, late ? new Contribution.Late(took()) : new Contribution.NotNeeded(took()));
    }
  }

  private Duration took() {
    return Duration.ofNanos(run.time().nanoTime() - began);
  }

  /** One message from all that was given; tells of every source. */
  private @Nullable UserMessage written() {
    ContextText text = new ContextText();
    boolean vouchedFor = true;
    for (int i = 0; i < sources.size(); i++) {
      ContextSource source = sources.get(i);
      switch (Objects.requireNonNull(contributions.get(i))) {
        case Contribution.Given(List<ContextBlock> blocks, Duration took) -> {
          int shown = text.add(source.name(), blocks, source.maxCharacters());
          vouchedFor &= blocks.isEmpty() || source.isTrusted();
          tell(source, "contributed", shown, took);
        }
        case Contribution.Threw(Throwable thrown, Duration took) -> {
          // The class only: its message may hold what was looked up.
          warn(source, "threw " + thrown.getClass().getName());
          tell(source, "failed", 0, took);
        }
        case Contribution.Late(Duration took) -> {
          warn(source, "was late, allowed were " + timeout);
          tell(source, "late", 0, took);
        }
        case Contribution.NotNeeded(Duration took) -> tell(source, "cancelled", 0, took);
      }
    }
    MessageOrigin origin = vouchedFor ? MessageOrigin.TRUSTED_LOOKED_UP : MessageOrigin.LOOKED_UP;
    return text.isEmpty() ? null : told(text.toString(), origin);
  }

  private static UserMessage told(String text, MessageOrigin origin) {
    return UserMessage.builder()
        .addContent(TextContent.from(text))
        .attributes(origin.attributes())
        .build();
  }

  private void failIfMissing() {
    for (int i = 0; i < sources.size(); i++) {
      ContextSource source = sources.get(i);
      if (source.isRequired()) {
        switch (Objects.requireNonNull(contributions.get(i))) {
          case Contribution.Given _, Contribution.NotNeeded _ -> {}
          case Contribution.Threw threw ->
              throw new ContextUnavailableException(source.name(), "failed", threw.thrown());
          case Contribution.Late _ ->
              throw new ContextUnavailableException(
                  source.name(), "did not answer within " + timeout, null);
        }
      }
    }
  }

  private void warn(ContextSource source, String what) {
    LoggerFactory.getLogger("dev.agentruntime.context")
        .warn("run {}: context source '{}' {}", run.runId(), source.name(), what);
  }

  private void tell(ContextSource source, String outcome, int characters, Duration took) {
    run.emit(
        origin ->
            new RunEvent.ContextContributed(origin, source.name(), outcome, characters, took));
  }
}
