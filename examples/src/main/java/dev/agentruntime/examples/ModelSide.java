package dev.agentruntime.examples;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.middleware.model.ModelFallback;
import dev.agentruntime.middleware.model.ModelGovernance;
import dev.agentruntime.middleware.model.ModelRetry;
import dev.agentruntime.middleware.model.ModelTimeout;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.tool.method.JsonType;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a host says about models, conversations and answers; the README shows what stands between
 * the two marks.
 */
public final class ModelSide {
  private ModelSide() {}

  // begin
  enum Cause {
    DEADLOCK,
    LEAK,
    HOT_LOOP,
    FULL_DISK,
    NONE
  }

  record Finding(String service, Cause cause, String evidence) {}

  static Finding investigate(ChatModel model, ChatModel spare, String alert, String chat) {
    ModelGovernance patience =
        ModelGovernance.builder()
            .timeout(ModelTimeout.of(Duration.ofSeconds(40)))
            .retry(ModelRetry.standard())
            .fallback(ModelFallback.to(spare))
            .build();
    try (AgentRuntime runtime =
        AgentRuntime.builder(model)
            .modelMiddleware(patience)
            .sessions(new InMemorySessionStore())
            .build()) {
      RunOptions conversation = RunOptions.builder().tenant("shop").session(chat).build();
      Agent triage = runtime.agent("triage").instructions("Name the cause.").build();
      triage.run(alert, conversation);
      return triage.run("Sum up.", JsonType.of(Finding.class), conversation).orThrow();
    }
  }

  static void say(StreamingChatModel model, String question, Consumer<String> screen) {
    try (AgentRuntime runtime = AgentRuntime.builder(model).build();
        RunEvents events = runtime.agent("helpdesk").build().stream(question)) {
      events.text().forEach(screen);
    }
  }
  // end
}
