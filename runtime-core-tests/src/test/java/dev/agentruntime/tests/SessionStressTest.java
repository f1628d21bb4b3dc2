package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.session.ConversationWindow;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionConflictException;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.session.SessionOptions;
import dev.agentruntime.testkit.model.RuleModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many runs in few sessions, in real time. */
final class SessionStressTest {
  private static final int RUNS = 300;
  private static final int SESSIONS = 3;

  private final InMemorySessionStore store = new InMemorySessionStore();

  private AgentRuntime runtime() {
    RuleModel model =
        RuleModel.builder()
            .when(
                "asks for a tool",
                conversation -> conversation.messages().getLast() instanceof UserMessage,
                conversation -> Turn.call("tool", "{}").withoutIds())
            .otherwise(conversation -> Turn.answer("done"))
            .build();
    return AgentRuntime.builder(model)
        .tools(FakeTool.named("tool").build())
        .sessions(
            store, SessionOptions.defaults().withWindow(ConversationWindow.messages(4 * RUNS)))
        .build();
  }

  private List<ChatMessage> stored(int session) {
    return store.load(SessionKey.of("s" + session)).messages();
  }

  private static RunOptions session(int number) {
    return RunOptions.builder().session("s" + number).build();
  }

  @Test
  void inOneRuntimeNoRunLosesItsTurnAndEveryConversationIsValid() throws InterruptedException {
    Random random = new Random(1);
    try (AgentRuntime runtime = runtime()) {
      Agent agent = runtime.agent("agent").build();
      List<AgentRun> runs = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        AgentRun run = agent.start("q" + i, session(i % SESSIONS));
        runs.add(run);
        if (random.nextInt(4) == 0) {
          run.cancel("a guest leaves the line");
        }
      }
      int completed = 0;
      for (AgentRun run : runs) {
        RunResult result = run.result();
        if (result instanceof RunResult.Completed) {
          completed++;
          assertEquals(List.of(), result.summary().unsavedMessages());
        } else {
          assertInstanceOf(RunResult.Cancelled.class, result);
        }
      }
      int answered = 0;
      for (int i = 0; i < SESSIONS; i++) {
        assertEquals(List.of(), History.faults(stored(i)));
        answered += (int) stored(i).stream().filter(UserMessage.class::isInstance).count();
      }
      assertTrue(completed > RUNS / 2, "completed: " + completed);
      assertTrue(answered >= completed, answered + " questions of " + completed + " runs");
      assertEquals(0, runtime.liveRuns());
    }
  }

  @Test
  void ofSeveralRuntimesOnOneStoreLosersKnowAndNothingElseIsLost() throws InterruptedException {
    List<AgentRuntime> runtimes = List.of(runtime(), runtime(), runtime());
    List<AgentRun> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      runs.add(runtimes.get(i % 3).agent("agent").build().start("q" + i, session(0)));
    }
    int missing = 0;
    for (AgentRun run : runs) {
      if (run.result() instanceof RunResult.Failed failed) {
        assertInstanceOf(SessionConflictException.class, failed.error());
        missing +=
            (int)
                failed.summary().unsavedMessages().stream()
                    .filter(UserMessage.class::isInstance)
                    .count();
      }
    }
    assertEquals(List.of(), History.faults(stored(0)));
    long questions = stored(0).stream().filter(UserMessage.class::isInstance).count();
    assertEquals(RUNS, questions + missing);
    runtimes.forEach(AgentRuntime::close);
  }
}
