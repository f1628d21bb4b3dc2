package dev.agentruntime.tests;

import dev.agentruntime.effect.EffectKey;
import dev.agentruntime.effect.EffectRecord;
import dev.agentruntime.effect.EffectStore;
import dev.agentruntime.effect.InMemoryEffectStore;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tools for what governance does to some of them, by their names. Stateless. */
final class GovernedTools {
  /** What {@link #supplied} is given by the application. */
  static final String SUPPLIED = "on_behalf";

  private static final int LONG = 20_000;

  private GovernedTools() {}

  static List<AgentTool> all() {
    return List.of(
        FakeTool.named("reads")
            .traits(
                ToolTrait.READ_ONLY,
                ToolTrait.IDEMPOTENT,
                ToolTrait.CACHEABLE,
                ToolTrait.INTERRUPTIBLE)
            .replies(_ -> ToolOutcome.success("read"))
            .build(),
        FakeTool.named("charges").replies(GovernedTools::nowAndThen).build(),
        FakeTool.named("charges_inline")
            .traits(ToolTrait.INTERRUPTIBLE)
            .replies(GovernedTools::nowAndThen)
            .build(),
        supplied(),
        FakeTool.named("talks").replies(_ -> ToolOutcome.success("word ".repeat(LONG))).build(),
        FakeTool.named("forbidden").build(),
        FakeTool.named("sensitive").replies(GovernedTools::nowAndThen).build());
  }

  private static AgentTool supplied() {
    return FakeTool.named("supplied")
        .schema(
            JsonObjectSchema.builder()
                .addIntegerProperty("ms")
                .addStringProperty(SUPPLIED)
                .required(SUPPLIED)
                .additionalProperties(true)
                .build())
        .replies(
            call -> ToolOutcome.success(call.arguments().object().path(SUPPLIED).asText("nobody")))
        .build();
  }

  /** Takes its time, and says no or breaks down now and then. */
  private static ToolOutcome nowAndThen(ToolInvocation call) throws Exception {
    call.context().time().sleep(Duration.ofMillis(RandomTools.number(call, "ms")));
    return switch ((int) RandomTools.number(call, "how")) {
      case 0 -> throw new ToolException("no");
      case 1 -> throw new IOException("reset");
      default -> ToolOutcome.success("done");
    };
  }

  /** Knows how far each effect has come. Safe for use by many threads. */
  static final class Effects implements EffectStore {
    private final InMemoryEffectStore store = new InMemoryEffectStore();
    private final Map<EffectKey, EffectRecord.State> states = new ConcurrentHashMap<>();

    List<EffectKey> reserved() {
      return states.entrySet().stream()
          .filter(entry -> entry.getValue() == EffectRecord.State.RESERVED)
          .map(Map.Entry::getKey)
          .toList();
    }

    @Override
    public Optional<EffectRecord> find(EffectKey key) {
      return store.find(key);
    }

    @Override
    public Optional<EffectRecord> glance(EffectKey key) {
      return store.glance(key);
    }

    @Override
    public boolean insert(EffectKey key, EffectRecord record) {
      return noted(key, record.state(), store.insert(key, record));
    }

    @Override
    public boolean replace(EffectKey key, String expectedToken, EffectRecord next) {
      return noted(key, next.state(), store.replace(key, expectedToken, next));
    }

    @Override
    public boolean remove(EffectKey key, String expectedToken) {
      boolean removed = store.remove(key, expectedToken);
      if (removed) {
        states.remove(key);
      }
      return removed;
    }

    private boolean noted(EffectKey key, EffectRecord.State state, boolean written) {
      if (written) {
        states.put(key, state);
      }
      return written;
    }
  }
}
