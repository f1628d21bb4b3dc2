package dev.agentruntime.middleware.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Writes of one tool and what is remembered of another, in a whole runtime. */
class StaleResultsTest {
  private static final RunOptions EVE =
      RunOptions.builder().tenant("acme").principal("eve").build();
  private static final RunOptions SOMEBODY_ELSE =
      RunOptions.builder().tenant("other").principal("bob").build();

  /** Where somebody writes while a read goes on. */
  private volatile @Nullable AgentRuntime meanwhile;

  private final AtomicInteger asked = new AtomicInteger();
  private final FakeTool edit = FakeTool.answering("edit", "done");
  private final FakeTool look =
      FakeTool.named("look")
          .traits(ToolTrait.READ_ONLY, ToolTrait.CACHEABLE)
          .replies(call -> ToolOutcome.success("answer " + asked.incrementAndGet()))
          .build();

  private AgentRuntime runtime(ResultCache cache, Turn... turns) {
    return AgentRuntime.builder(ScriptedModel.of(turns))
        .tools(look, edit)
        .middleware(cache)
        .build();
  }

  private static ResultCache.Builder cache() {
    return ResultCache.builder().cache("look", Duration.ofMinutes(5));
  }

  @Test
  void aDeclaredWriteMakesResultsStaleForEveryTenant() {
    ResultCache cache = cache().staleAfter("ed*", "lo*").build();
    try (AgentRuntime runtime =
        runtime(
            cache,
            Turn.call("look", "{}"),
            Turn.call("look", "{}"),
            Turn.answer("done"),
            Turn.call("edit", "{}"),
            Turn.answer("done"),
            Turn.call("look", "{}"),
            Turn.call("look", "{}"),
            Turn.answer("done"))) {
      runtime.agent("a").build().run("go", EVE);
      assertEquals(1, asked.get());
      runtime.agent("a").build().run("go", SOMEBODY_ELSE);
      runtime.agent("a").build().run("go", EVE);
      assertEquals(2, asked.get());
    }
  }

  @Test
  void aWriteThatIsNotDeclaredLeavesResultsAlone() {
    try (AgentRuntime runtime =
        runtime(
            cache().build(),
            Turn.call("look", "{}"),
            Turn.call("edit", "{}"),
            Turn.call("look", "{}"),
            Turn.answer("done"))) {
      runtime.agent("a").build().run("go", EVE);
      assertEquals(1, asked.get());
    }
  }

  /** The read began before the write and ended after it: nobody knows which state it saw. */
  @Test
  void whatWasReadWhileAWriteEndedIsNotKept() {
    AtomicInteger reads = new AtomicInteger();
    try (AgentRuntime runtime =
        AgentRuntime.builder(
                ScriptedModel.of(
                    Turn.call("look", "{}"), Turn.call("look", "{}"), Turn.answer("done")))
            .tools(
                FakeTool.named("look")
                    .traits(ToolTrait.READ_ONLY, ToolTrait.CACHEABLE, ToolTrait.INTERRUPTIBLE)
                    .replies(
                        call -> {
                          if (reads.incrementAndGet() == 1) {
                            writeMeanwhile(call.context().runId());
                          }
                          return ToolOutcome.success("x");
                        })
                    .build(),
                edit)
            .middleware(cache().staleAfter("edit", "look").build())
            .build()) {
      meanwhile = runtime;
      runtime.agent("a").build().run("go", EVE);
      assertEquals(2, reads.get());
    }
  }

  private void writeMeanwhile(String runId) {
    AgentRuntime runtime = Objects.requireNonNull(meanwhile, runId);
    runtime
        .agent("writer")
        .model(ScriptedModel.of(Turn.call("edit", "{}"), Turn.answer("done")))
        .build()
        .run("go", EVE);
  }
}
