package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.provider.WireCall;
import dev.agentruntime.testkit.provider.WireResult;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run says and hears through the real clients, unstreamed, when nothing is wrong. */
@ExtendWith(RuntimeExtension.class)
class BlockingClientsTest {

  @ParameterizedTest
  @EnumSource
  void anAnswerIsTheRunsResultAndItsTokensAreCounted(Client client) {
    try (Stand stand =
        Stand.with(client, Stand.provider(Reply.text("Größe: 3 € 🙂").withUsage(120, 30)))) {
      var result = stand.run("How large?");

      assertEquals("Größe: 3 € 🙂", result.orThrow());
      assertEquals(120, result.usage().inputTokens());
      assertEquals(30, result.usage().outputTokens());
      assertEquals("How large?", stand.request(1).userText());
      assertEquals("system", stand.request(1).messages().getFirst().role());
      assertEquals(client.format, stand.request(1).format());
    }
  }

  @ParameterizedTest
  @EnumSource
  void usageThatIsNotReportedCountsAsNone(Client client) {
    try (Stand stand = Stand.with(client, Stand.provider(Reply.text("Yes.").withoutUsage()))) {
      var result = stand.run("Is it?");

      assertEquals("Yes.", result.orThrow());
      assertEquals(0, result.usage().totalTokens());
      assertEquals(1, result.usage().modelCalls());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aToolIsOfferedCalledAndItsResultSentBack(Client client) {
    FakeTool disk = FakeTool.answering("disk_usage", "/var 97 %");
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(
                Reply.call("disk_usage", "{\"path\":\"/var\"}").withUsage(1, 2),
                Reply.text("/var is full.").withUsage(3, 4)),
            disk)) {
      var result = stand.run("Why?");

      assertEquals("/var is full.", result.orThrow());
      assertEquals(10, result.usage().totalTokens());
      assertEquals(
          "{\"path\":\"/var\"}", disk.invocations().getFirst().arguments().replaceAll("\\s", ""));
      assertEquals(List.of("disk_usage"), stand.request(1).tools());
      assertEquals("/var 97 %", stand.request(2).lastResults().getFirst().text());
      stand.provider.assertExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource
  void parallelCallsAreAllAnsweredInTheirOrder(Client client) {
    FakeTool disk = FakeTool.answering("disk_usage", "97 %");
    FakeTool load = FakeTool.answering("load", "0.3");
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(
                Reply.call("disk_usage", "{}")
                    .andCall("load", "{}")
                    .andCall("disk_usage", "{\"path\":\"/tmp\"}")
                    .saying("Let me look."),
                Reply.text("Full.")),
            disk,
            load)) {
      assertEquals("Full.", stand.run("Why?").orThrow());

      List<String> texts = stand.request(2).lastResults().stream().map(WireResult::text).toList();
      assertEquals(List.of("97 %", "0.3", "97 %"), texts);
      assertEquals(3, stand.request(2).calls().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsWithoutIdsGetIdsOfTheirOwn(Client client) {
    FakeTool load = FakeTool.answering("load", "0.3");
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(
                Reply.call("load", "{}").andCall("load", "{}").withoutIds(),
                Reply.call("load", "{}").withIds((String) null),
                Reply.text("Idle.")),
            load)) {
      assertEquals("Idle.", stand.run("Why?").orThrow());
      assertEquals(3, load.invocations().size());
      assertEquals(3, stand.request(3).results().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void repeatedIdsAreMadeUnique(Client client) {
    FakeTool load = FakeTool.answering("load", "0.3");
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(
                Reply.call("load", "{}").andCall("load", "{}").withIds("same", "same"),
                Reply.call("load", "{}").withIds("same"),
                Reply.text("Idle.")),
            load)) {
      assertEquals("Idle.", stand.run("Why?").orThrow());
      if (client != Client.OLLAMA) {
        List<WireCall> calls = stand.request(3).calls();
        assertEquals(3, calls.stream().map(WireCall::id).distinct().count());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailedToolReachesTheModelAsAnError(Client client) {
    FakeTool disk =
        FakeTool.named("disk_usage")
            .replies(Replies.failure(() -> new IOException("no route")))
            .build();
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(Reply.call("disk_usage", "{}"), Reply.text("Cannot say.")),
            disk)) {
      assertEquals("Cannot say.", stand.run("Why?").orThrow());

      WireResult result = stand.request(2).lastResults().getFirst();
      assertEquals(client.marksErrors(), result.error());
      assertFalse(result.text().isBlank());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownToolIsAnsweredWithNamesThatAreNear(Client client) {
    FakeTool disk = FakeTool.answering("disk_usage", "97 %");
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(
                Reply.call("disk_usages", "{}"),
                Reply.call("no such tool; really!", "{}"),
                Reply.call("disk_usage", "{}"),
                Reply.text("Full.")),
            disk)) {
      assertEquals("Full.", stand.run("Why?").orThrow());

      assertTrue(stand.request(2).lastResults().getFirst().text().contains("disk_usage"));
      assertEquals(1, disk.invocations().size());
    }
  }
}
