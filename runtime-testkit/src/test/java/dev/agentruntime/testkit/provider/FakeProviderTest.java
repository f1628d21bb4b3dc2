package dev.agentruntime.testkit.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.time.Deadline;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes a fake provider sends, whoever reads them. */
@ExtendWith(RuntimeExtension.class)
class FakeProviderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TEXT = "Größe \"3 €\" 🙂\n";

  @ParameterizedTest
  @EnumSource
  void whereverTheBytesAreCutTheyAreTheSame(WireFormat format, TrackedTime time) throws Exception {
    Reply reply = Reply.text(TEXT).andCall("tool", "{\"a\":\"ß\"}").thinking("hm");
    Delivery plain = Delivery.plain();
    try (FakeProvider provider =
            FakeProvider.answering(time, request -> reply.sent(deliveryFor(request, plain)));
        Post post = new Post(provider)) {
      String whole = post.post(format, Post.ask(true)).body();
      String bytes = post.post(format, Post.ask(true).replace("\"Hi\"", "\"BYTES\"")).body();
      String one = post.post(format, Post.ask(true).replace("\"Hi\"", "\"ONE\"")).body();

      assertEquals(numbered(whole), numbered(bytes));
      assertEquals(numbered(whole), numbered(one));
      assertTrue(whole.contains("🙂"), whole);
    }
  }

  private static Delivery deliveryFor(ProviderRequest request, Delivery plain) {
    return switch (request.userText()) {
      case "BYTES" -> plain.split(Split.BYTES);
      case "ONE" -> plain.split(Split.ONE_CHUNK);
      default -> plain;
    };
  }

  /** Without the numbers in ids, which count requests. */
  private static String numbered(String body) {
    return body.replaceAll("([-_])[0-9]+", "$1N");
  }

  @Test
  void escapedTextIsAsciiAndTheSameJson(TrackedTime time) throws Exception {
    try (FakeProvider provider =
            FakeProvider.start(time, Reply.text(TEXT).sent(Delivery.plain().escaped()));
        Post post = new Post(provider)) {
      String body = post.post(WireFormat.OPENAI, Post.ask(false)).body();

      assertTrue(body.chars().allMatch(c -> c < 0x80), body);
      String text =
          Json.read(body)
              .orElseThrow()
              .path("choices")
              .path(0)
              .path("message")
              .path("content")
              .asText();
      assertEquals(TEXT, text);
    }
  }

  @Test
  void aStreamOfOpenAiEndsWithReasonUsageAndDone(TrackedTime time) throws Exception {
    try (FakeProvider provider = FakeProvider.start(time, Reply.text("Hello you"));
        Post post = new Post(provider)) {
      HttpResponse<String> response = post.post(WireFormat.OPENAI, Post.ask(true));
      List<String> events = List.of(response.body().split("\n\n"));

      assertTrue(response.headers().firstValue("content-type").orElse("").contains("event-stream"));
      assertTrue(events.get(1).contains("\"content\":\"Hello \""), events.get(1));
      assertTrue(events.get(3).contains("\"finish_reason\":\"stop\""), events.get(3));
      assertTrue(events.get(4).contains("\"prompt_tokens\":11"), events.get(4));
      assertEquals("data: [DONE]", events.getLast());
    }
  }

  @Test
  void aStreamOfAnthropicFollowsItsGrammar(TrackedTime time) throws Exception {
    Reply reply = Reply.call("tool", "{}").saying("Hello").thinking("hm");
    try (FakeProvider provider = FakeProvider.start(time, reply);
        Post post = new Post(provider)) {
      List<String> types =
          post.post(WireFormat.ANTHROPIC, Post.ask(true))
              .body()
              .lines()
              .filter(line -> line.startsWith("event: "))
              .map(line -> line.substring(7).replace("content_block_", ""))
              .toList();

      assertEquals(
          List.of(
              "message_start",
              "ping",
              "start",
              "delta",
              "delta",
              "stop",
              "start",
              "delta",
              "stop",
              "start",
              "delta",
              "delta",
              "stop",
              "message_delta",
              "message_stop"),
          types);
    }
  }

  @Test
  void aStreamOfOllamaIsOneObjectPerLine(TrackedTime time) throws Exception {
    try (FakeProvider provider = FakeProvider.start(time, Reply.call("tool", "{}"));
        Post post = new Post(provider)) {
      List<String> lines = post.post(WireFormat.OLLAMA, Post.ask(true)).body().lines().toList();

      assertEquals(2, lines.size());
      lines.forEach(line -> assertTrue(Json.isObject(line), line));
      assertFalse(lines.getFirst().contains("\"id\""), "Ollama names no ids");
      assertTrue(lines.getLast().contains("\"done\":true"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCutStreamEndsCleanlyButWithoutItsEnd(WireFormat format, TrackedTime time) throws Exception {
    Reply reply = Reply.text("Hello my dear friend");
    try (FakeProvider provider =
            FakeProvider.start(time, reply.sent(Delivery.plain().cutAfterDeltas(2)));
        Post post = new Post(provider)) {
      String body = post.post(format, Post.ask(true)).body();

      assertTrue(body.contains("Hello ") && body.contains("my dea"), body);
      assertFalse(body.contains("r frie"), body);
      for (String end : List.of("[DONE]", "reason\":\"", "message_stop", "\"done\":true")) {
        assertFalse(body.contains(end), body);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCutBodyIsHalfAJsonText(WireFormat format, TrackedTime time) throws Exception {
    try (FakeProvider provider =
            FakeProvider.start(time, Reply.text("Hi").sent(Delivery.plain().cutAfterDeltas(1)));
        Post post = new Post(provider)) {
      HttpResponse<String> response = post.post(format, Post.ask(false));

      assertEquals(200, response.statusCode());
      assertTrue(response.body().startsWith("{"));
      assertTrue(Json.read(response.body()).isEmpty(), response.body());
    }
  }

  @Test
  void aDroppedConnectionIsAnErrorOfTheClient(TrackedTime time) {
    Reply reply = Reply.text("Hello my dear friend");
    try (FakeProvider provider =
            FakeProvider.start(
                time,
                reply.sent(Delivery.plain().dropAfterDeltas(1)),
                reply.sent(Delivery.plain().noAnswer()));
        Post post = new Post(provider)) {
      assertThrows(IOException.class, () -> post.post(WireFormat.OPENAI, Post.ask(true)));
      assertThrows(IOException.class, () -> post.post(WireFormat.OPENAI, Post.ask(true)));
      provider.assertExhausted();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorHasTheStatusTheEnvelopeAndWhenToComeAgain(WireFormat format, TrackedTime time)
      throws Exception {
    Instant date = Instant.parse("2026-11-25T08:00:00Z");
    try (FakeProvider provider =
            FakeProvider.start(
                time,
                Reply.error(429, "slower").retryAfter(Duration.ofSeconds(2)),
                Reply.error(529).retryAfter(date));
        Post post = new Post(provider)) {
      HttpResponse<String> first = post.post(format, Post.ask(true));
      HttpResponse<String> second = post.post(format, Post.ask(false));

      assertEquals(429, first.statusCode());
      assertTrue(first.body().contains("slower") && first.body().contains("error"));
      assertEquals("2", first.headers().firstValue("retry-after").orElse(""));
      assertEquals(529, second.statusCode());
      assertEquals(
          "Wed, 25 Nov 2026 08:00:00 GMT", second.headers().firstValue("retry-after").orElse(""));
    }
  }

  @Test
  void keysAreNotKept(TrackedTime time) throws Exception {
    try (FakeProvider provider = FakeProvider.start(time, Reply.empty());
        Post post = new Post(provider)) {
      post.post(WireFormat.ANTHROPIC, Post.ask(false));

      Map<String, String> headers = provider.requests().getFirst().headers();
      assertEquals(ProviderRequest.SECRET, headers.get("authorization"));
      assertEquals(ProviderRequest.SECRET, headers.get("x-api-key"));
      assertEquals("2023-06-01", headers.get("anthropic-version"));
    }
  }

  @Test
  void beyondItsScriptItAnswers500AndSaysSo(TrackedTime time) throws Exception {
    try (FakeProvider provider = FakeProvider.start(time);
        Post post = new Post(provider)) {
      assertEquals(500, post.post(WireFormat.OPENAI, Post.ask(false)).statusCode());

      assertThrows(AssertionError.class, provider::assertExhausted);
    }
  }

  @Test
  void closingEndsAReplyThatWaitsAtItsGate(TrackedTime time) throws Exception {
    Gate gate = new Gate();
    FakeProvider provider =
        FakeProvider.start(time, Reply.text("Hi").sent(Delivery.plain().stallAfterHeaders(gate)));
    try (Post post = new Post(provider)) {
      Thread asking =
          time.start(
              "asking",
              () ->
                  assertThrows(
                      IOException.class, () -> post.post(WireFormat.OPENAI, Post.ask(false))));
      gate.awaitArrivals(1, Deadline.after(PATIENCE, time), time);
      provider.close();
      assertTrue(asking.join(PATIENCE));
    }
  }

  @Test
  void aReplyWaitsUntilTheGateIsOpen(TrackedTime time) throws Exception {
    Gate gate = new Gate();
    Delivery stalling = Delivery.plain().stallAfterDeltas(1, gate);
    try (FakeProvider provider = FakeProvider.start(time, Reply.text("Hello you").sent(stalling));
        Post post = new Post(provider)) {
      Thread opening =
          time.start(
              "opening",
              () -> {
                try {
                  gate.awaitArrivals(1, Deadline.after(PATIENCE, time), time);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                gate.open();
              });
      assertTrue(post.post(WireFormat.OLLAMA, Post.ask(true)).body().contains("\"done\":true"));
      assertTrue(opening.join(PATIENCE));
      assertEquals(1, gate.arrivals());
    }
  }
}
