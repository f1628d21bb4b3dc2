package dev.agentruntime.middleware.order;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two layers around one tool, in an order, and virtual time. */
final class Scene implements AutoCloseable {
  static final AgentTool.Body DOWN = Replies.failure(() -> new ConnectException("down"));

  private final Order order;
  private final VirtualTime time;
  private final List<ChainHarness> open = new ArrayList<>();
  private final List<Human> people = new ArrayList<>();
  private int calls;

  Scene(Order order, VirtualTime time) {
    this.order = order;
    this.time = time;
  }

  VirtualTime time() {
    return time;
  }

  /** A tool that any layer may repeat or remember, and that runs on the thread of its call. */
  static FakeTool.Builder tool() {
    return FakeTool.named("search")
        .schema(
            JsonObjectSchema.builder()
                .addStringProperty("query")
                .addStringProperty("tenant")
                .build())
        .traits(
            ToolTrait.READ_ONLY,
            ToolTrait.IDEMPOTENT,
            ToolTrait.CACHEABLE,
            ToolTrait.INTERRUPTIBLE);
  }

  HarnessRun run(FakeTool tool, Layer outer, Layer inner) {
    ChainHarness.Builder builder = ChainHarness.around(tool).time(time);
    order.of(outer, inner).forEach(builder::layer);
    ChainHarness harness = builder.build();
    open.add(harness);
    return harness.newRun();
  }

  /** Somebody to ask; until the scene is over. */
  Human human() {
    Human human = new Human(time);
    people.add(human);
    return human;
  }

  /** Another call of the run, on a thread of its own. */
  Thread meanwhile(HarnessRun run, String arguments) {
    return afterwards(Duration.ZERO, () -> run.call(arguments));
  }

  /** Something on a thread of its own, a while from now. */
  Thread afterwards(Duration wait, Human.Observation what) {
    return time.start(
        "beside",
        () -> {
          try {
            time.sleep(wait);
            what.look();
          } catch (InterruptedException e) {
            throw new IllegalStateException("nobody should interrupt this thread", e);
          }
        });
  }

  /** The same call, in the next turn. */
  ToolOutcome call(HarnessRun run) throws InterruptedException {
    calls++;
    return run.call(
        new ToolChain.Identity("call-" + calls, "search", calls, 0, null),
        ToolArguments.ofText("{\"query\":\"latency\"}"));
  }

  /** The same call, in as many turns. */
  ToolOutcome calls(HarnessRun run, int times) throws InterruptedException {
    ToolOutcome last = call(run);
    for (int i = 1; i < times; i++) {
      last = call(run);
    }
    return last;
  }

  @Override
  public void close() {
    try {
      for (Human human : people) {
        human.leave();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    open.forEach(ChainHarness::close);
  }
}
