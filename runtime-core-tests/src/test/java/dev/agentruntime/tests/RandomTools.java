package dev.agentruntime.tests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolException;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One tool for every way a tool may end, and a layer for every way a layer may. Stateless. */
final class RandomTools {
  /** How the names of the tools begin whose calls the layer decides on. */
  static final String GATED = "gated";

  private RandomTools() {}

  static List<AgentTool> all() {
    List<AgentTool> tools = new ArrayList<>();
    add(tools, "echo", Replies.echo());
    add(tools, "says_no", Replies.error("no such file"));
    add(tools, "says_no_by_exception", Replies.failure(() -> new ToolException("no")));
    add(tools, "throws", Replies.failure(() -> new IOException("reset")));
    add(tools, "overflows", Replies.failure(StackOverflowError::new));
    add(tools, "misses_a_class", Replies.failure(() -> new NoClassDefFoundError("gone")));
    add(tools, "asserts", Replies.failure(() -> new AssertionError("cannot be")));
    add(tools, "returns_null", Replies.nothing());
    add(tools, "speaks_for_a_layer", Replies.outcome(new ToolOutcome.Rejected("me", "no")));
    add(tools, "waits", RandomTools::waiting);
    add(tools, "wraps", wrapping());
    add(tools, "swallows", swallowing(false));
    add(tools, "restores", swallowing(true));
    tools.add(FakeTool.named("stubborn").replies(RandomTools::stubborn).build());
    tools.add(FakeTool.named("pretends").replies(RandomTools::pretending).build());
    tools.add(
        FakeTool.named("alone").traits(ToolTrait.EXCLUSIVE).replies(RandomTools::waiting).build());
    // Twice, as there is more to happen to it.
    tools.add(FakeTool.named(GATED).replies(RandomTools::waiting).build());
    tools.add(FakeTool.named(GATED + "_too").replies(RandomTools::waiting).build());
    return tools;
  }

  /** Each on a thread of its own, and on the run's if it is called alone. */
  private static void add(List<AgentTool> tools, String name, AgentTool.Body body) {
    tools.add(FakeTool.named(name).replies(body).build());
    tools.add(
        FakeTool.named(name + "_inline").traits(ToolTrait.INTERRUPTIBLE).replies(body).build());
  }

  static long number(ToolInvocation call, String name) {
    JsonNode value = call.arguments().object().get(name);
    return value == null ? 0 : value.asLong();
  }

  private static ToolOutcome waiting(ToolInvocation call) throws InterruptedException {
    call.context().time().sleep(Duration.ofMillis(number(call, "ms")));
    return ToolOutcome.success("waited");
  }

  private static AgentTool.Body wrapping() {
    return call -> {
      try {
        return waiting(call);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static AgentTool.Body swallowing(boolean restore) {
    return call -> {
      try {
        return waiting(call);
      } catch (InterruptedException e) {
        if (restore) {
          Thread.currentThread().interrupt();
        }
        return ToolOutcome.success("sleep interrupted");
      }
    };
  }

  private static ToolOutcome stubborn(ToolInvocation call) {
    TimeSource time = call.context().time();
    Deadline end = Deadline.after(Duration.ofMillis(3 * number(call, "ms")), time);
    boolean interrupted = false;
    while (!end.isExpired(time.nanoTime())) {
      time.park(end);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return ToolOutcome.success("took its time");
  }

  /** Interrupts itself, now and then even by exception. */
  private static ToolOutcome pretending(ToolInvocation call) throws InterruptedException {
    if (number(call, "how") % 2 == 0) {
      throw new InterruptedException("of my own");
    }
    Thread.currentThread().interrupt();
    return ToolOutcome.success("flag set");
  }

  /** A layer that does to one tool's calls what the arguments say. */
  @SuppressWarnings("NullAway") // breaking the contract is part of the purpose
  static ToolOutcome gate(ToolCall call, ToolHandler next) throws InterruptedException {
    if (!call.toolName().startsWith(GATED)) {
      return next.handle(call);
    }
    return switch ((int) number(call, "how")) {
      case 0 -> new ToolOutcome.Rejected("policy", "not today");
      case 1 -> new ToolOutcome.Blocked("limiter", "full", "Too many calls.", null);
      case 2 -> throw new IllegalStateException("a defect");
      case 3 -> null;
      case 4 -> {
        next.handle(call);
        yield next.handle(call);
      }
      case 5 -> {
        call.context().time().sleep(Duration.ofMillis(number(call, "ms")));
        yield next.handle(call);
      }
      case 6 ->
          number(call, "seed") % 2 == 0
              ? new ToolOutcome.Suspended("req-" + call.callId(), "ask")
              : next.handle(call);
      default -> next.handle(call);
    };
  }
}
