package dev.agentruntime.testkit.leak;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.contributor.ContextBlock;
import dev.agentruntime.contributor.ContextSource;
import dev.agentruntime.contributor.ContextSources;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.session.SessionStore;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.ScriptedStreamingModel;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a {@link LeakTest} gives a host to build a runtime from, for one scene. The host says
 * further places to search while it builds. Confined to the thread of the test.
 */
public final class LeakStage {
  private final Canaries canaries;
  private final AgentRuntime.Builder builder;
  private final Supplier<List<ChatRequest>> requests;
  private final LeakTools tools;
  private final WatchedEvents events = new WatchedEvents();
  private final WatchedSessions sessions = new WatchedSessions();
  private final List<Sink> sinks = new ArrayList<>();
  private Consumer<? super RunResult.Suspended> decider = suspended -> {};

  private LeakStage(
      Canaries canaries, AgentRuntime.Builder builder, Supplier<List<ChatRequest>> requests) {
    this.canaries = canaries;
    this.requests = requests;
    this.tools = new LeakTools(canaries.text());
    this.builder =
        builder
            .tools(tools.all().toArray())
            .listener(events)
            .sessions(sessions)
            .context(
                ContextSources.of(
                    ContextSource.of(
                        "leak-context",
                        (run, input) -> List.of(new ContextBlock("passage", canaries.text())))));
  }

  static LeakStage blocking(Canaries canaries, List<Turn> script) {
    ScriptedModel model = ScriptedModel.on(TimeSource.system(), script);
    return new LeakStage(canaries, AgentRuntime.builder(model), model::requests);
  }

  static LeakStage streaming(Canaries canaries, List<StreamTurn> script) {
    ScriptedStreamingModel model =
        ScriptedStreamingModel.on(TimeSource.system(), script.toArray(StreamTurn[]::new));
    return new LeakStage(canaries, AgentRuntime.builder(model), model::requests);
  }

  /**
   * A builder that has the model of the scene, tools that say what nobody is to see, a source of
   * context, a listener, and {@link #sessions()}. The host adds its layers, its tools and whatever
   * else it builds its runtimes with.
   *
   * @return the same builder each time
   */
  public AgentRuntime.Builder builder() {
    return builder;
  }

  /**
   * The store the runtime's conversations end up in; the sink {@code session}. To be given to the
   * builder again by a host that has something in front of its store.
   *
   * @return the same store each time
   */
  public SessionStore sessions() {
    return sessions;
  }

  /**
   * The values, for a host's own parts that are to say them.
   *
   * @return the values
   */
  public Canaries canaries() {
    return canaries;
  }

  /**
   * Says where else to look when the scene is over.
   *
   * @param sink the place
   * @return this stage
   */
  public LeakStage sink(Sink sink) {
    sinks.add(Objects.requireNonNull(sink, "sink"));
    return this;
  }

  /**
   * Says where else to look when the scene is over.
   *
   * @param name names the place in findings
   * @param contents what is in it then
   * @return this stage
   */
  public LeakStage sink(String name, Supplier<? extends Iterable<?>> contents) {
    return sink(new Sink(name, contents));
  }

  /**
   * Says what to do when a run waits for somebody: decide what is asked, for instance. The run is
   * resumed afterwards. Without it, suspended runs stay so.
   *
   * @param decide is given each suspended result, on the thread of the test
   * @return this stage
   */
  public LeakStage whenSuspended(Consumer<? super RunResult.Suspended> decide) {
    this.decider = Objects.requireNonNull(decide, "decide");
    return this;
  }

  void decide(RunResult.Suspended suspended) {
    decider.accept(suspended);
  }

  /** Whether any of the harness's tools was called in this scene. */
  boolean toolsRan() {
    return !tools.threads().isEmpty();
  }

  /** All places of this scene but those that hold what the run gave back. */
  List<Sink> sinks() {
    List<Sink> all = new ArrayList<>(sinks);
    all.add(new Sink("model request", requests));
    all.add(new Sink("event", events::events));
    all.add(new Sink("stream", events::streamed));
    all.add(new Sink("session", sessions::saved));
    all.add(
        new Sink(
            "thread name",
            () -> {
              TreeSet<String> names = new TreeSet<>(events.threads());
              names.addAll(tools.threads());
              return names;
            }));
    return all;
  }

  @Override
  public String toString() {
    return "LeakStage(" + canaries + ")";
  }
}
