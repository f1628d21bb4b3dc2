package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.Agent;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.FakeProvider;
import dev.agentruntime.testkit.provider.ProviderRequest;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.provider.WireResult;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many runs at once over one client. */
@ExtendWith(RuntimeExtension.class)
class ManyRunsTest {
  private static final int RUNS = 20;

  /** Gives back what it gets, so that a mixed-up result is seen. */
  static final class Echo {
    @Tool("Repeats a word")
    String echo(@P(name = "word", description = "the word") String word) {
      return "echo of " + word;
    }
  }

  @ParameterizedTest
  @EnumSource
  void runsAtOnceDoNotMixUpTheirConversations(Client client) throws Exception {
    FakeProvider provider = FakeProvider.answering(TimeSource.system(), ManyRunsTest::answer);
    try (Stand stand = Stand.with(client, provider, new Echo())) {
      Agent agent = stand.agent();
      List<AgentRun> runs = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        runs.add(agent.start("word-" + i));
      }
      for (int i = 0; i < RUNS; i++) {
        String answer = runs.get(i).result(Stand.PATIENCE).orElseThrow().orThrow();
        assertEquals("echo of word-" + i + ", echo of word-" + i + "!", answer);
      }
      assertEquals(2 * RUNS, provider.requests().size());
    }
  }

  private static Reply answer(ProviderRequest request) {
    String word = request.userText();
    List<String> results = request.lastResults().stream().map(WireResult::text).toList();
    return results.isEmpty()
        ? Reply.call("echo", "{\"word\":\"" + word + "\"}")
            .andCall("echo", "{\"word\":\"" + word + "!\"}")
        : Reply.text(String.join(", ", results));
  }
}
