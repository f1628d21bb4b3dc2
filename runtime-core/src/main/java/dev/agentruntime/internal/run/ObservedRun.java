package dev.agentruntime.internal.run;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.event.RunListener;
import dev.agentruntime.run.RunOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who is told of a run, and what is on its record. */
abstract class ObservedRun extends RunIdentity {
  /** Set once, under this object's lock. */
  private volatile @Nullable List<String> abandoned;

  ObservedRun(AgentDefinition agent, RunOptions options, @Nullable RunContext parent) {
    super(agent, options, parent);
  }

  @Override
  public boolean observed() {
    return !core().events().isEmpty() || options().listener().isPresent();
  }

  @Override
  public void emit(Function<RunEvent.Origin, RunEvent> event) {
    if (!observed()) {
      return;
    }
    RunEvent built =
        event.apply(new RunEvent.Origin(runId(), agentPath(), core().time().instant()));
    core().events().tell(built);
    RunListener own = options().listener().orElse(null);
    if (own != null) {
      core().events().tell(own, built);
    }
  }

  @Override
  public void abandoned(String what) {
    synchronized (this) {
      if (abandoned == null) {
        abandoned = new CopyOnWriteArrayList<>();
      }
    }
    List<String> names = abandoned;
    if (names != null) {
      names.add(what);
    }
    emit(origin -> new RunEvent.WorkAbandoned(origin, what));
  }

  /** Names of threads that were left behind. */
  public List<String> abandonedWork() {
    List<String> names = abandoned;
    return names == null ? List.of() : List.copyOf(names);
  }
}
