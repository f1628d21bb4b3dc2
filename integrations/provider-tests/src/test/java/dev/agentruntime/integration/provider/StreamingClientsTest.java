package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.run.RunEvents;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.Delivery;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.provider.Split;
import dev.agentruntime.testkit.provider.WireResult;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run says and hears through the real streaming clients when nothing is wrong. */
@ExtendWith(RuntimeExtension.class)
class StreamingClientsTest {
  private static final String TEXT = "Größe \"3 €\" 🙂\nand \\u00e4, and the rest of it.";

  @ParameterizedTest
  @EnumSource
  void theTextComesInPiecesThatMakeUpTheAnswer(Client client) throws Exception {
    try (Stand stand =
        Stand.streaming(client, Stand.provider(Reply.text(TEXT).withUsage(120, 30)))) {
      List<String> pieces = new ArrayList<>();
      try (RunEvents events = stand.agent().stream("How large?")) {
        events.text().forEach(pieces::add);
        RunResult result = events.run().result();

        assertEquals(TEXT, result.orThrow());
        assertEquals(120, result.usage().inputTokens());
        assertEquals(30, result.usage().outputTokens());
      }
      assertEquals(TEXT, String.join("", pieces));
      assertTrue(pieces.size() > 3, () -> pieces.size() + " pieces");
      assertTrue(stand.request(1).streaming());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereverTheBytesAreCutTheTextIsTheSame(Client client) {
    Delivery bytes = Delivery.plain().split(Split.BYTES);
    try (Stand stand =
        Stand.streaming(
            client,
            Stand.provider(
                Reply.text(TEXT).sent(bytes),
                Reply.text(TEXT).sent(bytes.escaped()),
                Reply.text(TEXT).sent(Delivery.plain().split(Split.ONE_CHUNK))))) {
      assertEquals(TEXT, stand.run("Why?").orThrow());
      assertEquals(TEXT, stand.run("Why?").orThrow());
      assertEquals(TEXT, stand.run("Why?").orThrow());
    }
  }

  @ParameterizedTest
  @EnumSource
  void thinkingComesAsThinking(Client client) {
    try (Stand stand =
        Stand.streaming(client, Stand.provider(Reply.text("Full.").thinking("97 % is a lot.")))) {
      StringBuilder thinking = new StringBuilder();
      try (RunEvents events = stand.agent().stream("Why?")) {
        for (RunEvent event : events) {
          if (event instanceof RunEvent.ModelStreamed(var _, int _, ModelDelta.Thinking piece)) {
            thinking.append(piece.text());
          }
        }
      }
      assertEquals("97 % is a lot.", thinking.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsAreStreamedAndRunOnceTheTurnIsWhole(Client client) throws Exception {
    FakeTool disk = FakeTool.answering("disk_usage", "97 %");
    FakeTool load = FakeTool.answering("load", "0.3");
    Gate gate = new Gate();
    Reply calls =
        Reply.call("disk_usage", "{\"path\":\"/var/lög\"}")
            .andCall("load", "{}")
            .saying("Let me look.")
            .sent(Delivery.plain().split(Split.BYTES).stallAfterDeltas(1000, gate));
    try (Stand stand =
        Stand.streaming(client, Stand.provider(calls, Reply.text("Full.")), disk, load)) {
      int pieces = 0;
      try (RunEvents events = stand.agent().stream("Why?")) {
        gate.awaitArrivals(1, Stand.soon(), TimeSource.system());
        assertEquals(0, disk.invocations().size(), "ran before the turn was whole");
        gate.open();
        for (RunEvent event : events) {
          if (event instanceof RunEvent.ModelStreamed(var _, int _, ModelDelta.ToolCall _)) {
            pieces++;
          }
        }
      }
      assertTrue(pieces >= 2, "both calls are seen");
      assertEquals(
          "{\"path\":\"/var/lög\"}",
          disk.invocations().getFirst().arguments().replaceAll("\\s", ""));
      List<String> results = stand.request(2).lastResults().stream().map(WireResult::text).toList();
      assertEquals(List.of("97 %", "0.3"), results);
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsWithoutIdsGetIdsOfTheirOwn(Client client) {
    FakeTool load = FakeTool.answering("load", "0.3");
    try (Stand stand =
        Stand.streaming(
            client,
            Stand.provider(
                Reply.call("load", "{}").andCall("load", "{}").withoutIds(),
                Reply.call("load", "{}").andCall("load", "{}").withIds("same", "same"),
                Reply.text("Idle.")),
            load)) {
      assertEquals("Idle.", stand.run("Why?").orThrow());
      assertEquals(4, load.invocations().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerCutByLengthIsNotCompleted(Client client) {
    try (Stand stand =
        Stand.streaming(
            client, Stand.provider(Reply.text("The disk is").finishing(FinishReason.LENGTH)))) {
      RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, stand.run("Why?"));

      assertEquals(StopReason.TRUNCATED_ANSWER, stopped.reason());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OLLAMA")
  void anAnswerWithheldByAFilterIsNotCompleted(Client client) {
    Reply filtered = Reply.text("The way to").finishing(FinishReason.CONTENT_FILTER);
    try (Stand stand = Stand.streaming(client, Stand.provider(filtered))) {
      RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, stand.run("Why?"));

      assertEquals(client.reasonOfFilteredAnswer(), stopped.reason());
    }
  }
}
