package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.AgentRun;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.Delivery;
import dev.agentruntime.testkit.provider.FakeProvider;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.provider.WireFormat;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.time.Deadline;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How to test an agent together with the client it has in production: a provider that follows a
 * script, over HTTP. Slower than a scripted model and on the real clock, so for what only the
 * client can get wrong.
 */
@ExtendWith(RuntimeExtension.class)
class HowToTestAgainstAProviderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void looksAtTheDiskBeforeItAnswers(TrackedTime time) {
    FakeTool disk = FakeTool.answering("disk_usage", "/var 97 %");
    try (FakeProvider provider =
            FakeProvider.start(
                time,
                Reply.call("disk_usage", "{\"path\":\"/var\"}").withUsage(120, 12),
                Reply.text("/var is full.").withUsage(150, 6));
        AgentRuntime runtime = AgentRuntime.builder(client(provider)).tools(disk).build()) {

      assertEquals("/var is full.", runtime.agent("triage").build().run("Slow!").orThrow());

      assertEquals("/var 97 %", provider.requests().getLast().lastResults().getFirst().text());
      provider.assertValid(); // no request was one a provider refuses
      provider.assertExhausted();
    }
  }

  @Test
  void canBeCancelledWhileTheProviderStalls(TrackedTime time) throws Exception {
    Gate gate = new Gate();
    Reply stalling = Reply.text("The disk is full.").sent(Delivery.plain().stallAfterHeaders(gate));
    try (FakeProvider provider = FakeProvider.start(time, stalling);
        AgentRuntime runtime = AgentRuntime.builder(client(provider)).build()) {

      AgentRun run = runtime.agent("triage").build().start("Slow!");
      gate.awaitArrivals(1, Deadline.after(PATIENCE, time), time);
      run.cancel("the user gave up");

      assertInstanceOf(RunResult.Cancelled.class, run.result(PATIENCE).orElseThrow());
    }
  }

  private static ChatModel client(FakeProvider provider) {
    return OpenAiChatModel.builder()
        .baseUrl(provider.baseUrl(WireFormat.OPENAI))
        .apiKey("none")
        .modelName("any")
        .maxRetries(0)
        .build();
  }
}
