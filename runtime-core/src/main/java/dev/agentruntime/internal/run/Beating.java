package dev.agentruntime.internal.run;

import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.scope.AbandonedTask;
import dev.agentruntime.scope.ScopeOptions;
import dev.agentruntime.scope.ScopePolicy;
import dev.agentruntime.scope.StragglerPolicy;
import dev.agentruntime.scope.TaskScope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The host's heartbeat beside a run: a thread that lives exactly as long as the run, for hosts that
 * asked for one. Stateless.
 */
final class Beating {
  private Beating() {}

  /** What a run does while its heart beats. */
  @FunctionalInterface
  interface Body {
    RunResult run() throws InterruptedException;
  }

  static RunResult around(RunState run, Body body) throws InterruptedException {
    RunOptions.Beating beating = run.options().heartbeat().orElse(null);
    if (beating == null) {
      return body.run();
    }
    ScopeOptions options = ScopeOptions.of("run", run.time()).withCarriers(run.core().carriers());
    TaskScope<@Nullable Void, ?> scope =
        TaskScope.open(ScopePolicy.<@Nullable Void>collect(), options);
    try {
      scope.fork("heartbeat", () -> beat(run, beating, scope));
      return body.run();
    } finally {
      Duration grace = run.agent().limits().grace();
      for (AbandonedTask left :
          scope.closeWithin(new StragglerPolicy(grace, run.core().services().stragglers()))) {
        run.abandoned(left.thread().getName());
      }
    }
  }

  private static @Nullable Void beat(
      RunState run, RunOptions.Beating beating, TaskScope<?, ?> scope) throws InterruptedException {
    while (true) {
      run.time().sleep(beating.every());
      try {
        beating.heartbeat().beat(run.progress());
      } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
        if (!scope.isCancelled()) { // else it was interrupted because the run has ended
          run.signal(new Cancellation(Cancellation.Kind.HOST, "the host's heartbeat said stop", e));
        }
        return null;
      }
    }
  }
}
