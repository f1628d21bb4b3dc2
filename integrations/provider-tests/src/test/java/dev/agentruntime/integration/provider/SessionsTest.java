package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.session.ConversationWindow;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionOptions;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.Delivery;
import dev.agentruntime.testkit.provider.FakeProvider;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Conversations that outlive faults: whatever ended a run, the provider takes the session's next
 * request. The stand fails if one is refused.
 */
@ExtendWith(RuntimeExtension.class)
class SessionsTest {
  private static final TimeSource TIME = TimeSource.system();
  private static final RunOptions SESSION = RunOptions.builder().session("case-7").build();

  @ParameterizedTest
  @EnumSource
  void aSessionStaysValidWhateverEndedItsRuns(Client client) throws Exception {
    FakeTool load = FakeTool.answering("load", "0.3");
    FakeTool disk =
        FakeTool.named("disk_usage")
            .replies(Replies.failure(() -> new IOException("no route")))
            .build();
    Gate before = new Gate();
    Gate after = new Gate();
    Reply done = Reply.text("Done.");
    FakeProvider provider =
        Stand.provider(
            Reply.call("load", "{}").andCall("disk_usage", "{}").withoutIds(),
            done,
            done.sent(Delivery.plain().stallBeforeHeaders(before)),
            done,
            Reply.call("load", "{}").saying("Let me look."),
            done.sent(Delivery.plain().stallAfterDeltas(1, after)),
            done,
            Reply.error(500),
            done,
            Reply.call("load", "{}"),
            done.sent(Delivery.plain().cutAfterDeltas(1)),
            done,
            Reply.call("no such tool!", "{}"),
            Reply.call("load", "{}").finishing(FinishReason.LENGTH),
            Reply.text("Half of it").finishing(FinishReason.LENGTH),
            Reply.empty(),
            done);
    try (Stand stand = stand(client, provider, load, disk)) {
      completes(stand);
      cancelledAt(stand, before);
      completes(stand);
      cancelledAt(stand, after);
      completes(stand);
      assertInstanceOf(RunResult.Failed.class, run(stand));
      completes(stand);
      assertInstanceOf(RunResult.Failed.class, run(stand));
      completes(stand);
      assertInstanceOf(RunResult.Stopped.class, run(stand), "cut by length");
      assertInstanceOf(RunResult.Stopped.class, run(stand), "empty");
      completes(stand);
      provider.assertExhausted();
      assertTrue(provider.requests().getLast().messages().size() > 10, "it is one conversation");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLongSessionIsTrimmedToWhatAProviderTakes(Client client) {
    FakeTool load = FakeTool.answering("load", "0.3");
    FakeProvider provider =
        FakeProvider.answering(
            TIME,
            request ->
                request.lastResults().isEmpty()
                    ? Reply.call("load", "{}").andCall("load", "{}")
                    : Reply.text("Idle."));
    try (Stand stand = stand(client, provider, load)) {
      for (int i = 0; i < 30; i++) {
        completes(stand);
      }
      int sent = provider.requests().getLast().messages().size();
      assertTrue(sent <= 21, () -> sent + " messages with the system message");
    }
  }

  private static Stand stand(Client client, FakeProvider provider, Object... tools) {
    return Stand.of(
        provider,
        AgentRuntime.builder(client.blocking(provider))
            .tools(tools)
            .sessions(
                new InMemorySessionStore(),
                SessionOptions.defaults().withWindow(ConversationWindow.messages(20)))
            .build());
  }

  private static RunResult run(Stand stand) {
    return stand.agent().run("And now?", SESSION);
  }

  private static void completes(Stand stand) {
    run(stand).orThrow();
  }

  private static void cancelledAt(Stand stand, Gate gate) throws InterruptedException {
    AgentRun run = stand.agent().start("Look again.", SESSION);
    gate.awaitArrivals(1, Stand.soon(), TIME);
    run.cancel("the user gave up");
    assertInstanceOf(RunResult.Cancelled.class, run.result(Stand.PATIENCE).orElseThrow());
  }
}
