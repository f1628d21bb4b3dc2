package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.run.RunResult;
import dev.agentruntime.run.StopReason;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.Delivery;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.provider.Split;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a run when the server fails, or sends what is no answer, unstreamed. */
@ExtendWith(RuntimeExtension.class)
class ServerFaultsTest {
  private static final Map<Integer, Class<? extends Exception>> STATUSES =
      Map.of(
          400, InvalidRequestException.class,
          401, AuthenticationException.class,
          404, ModelNotFoundException.class,
          408, TimeoutException.class,
          429, RateLimitException.class,
          500, InternalServerException.class,
          503, InternalServerException.class,
          529, InternalServerException.class);

  static Stream<Arguments> statuses() {
    return Stream.of(Client.values())
        .flatMap(client -> STATUSES.keySet().stream().map(code -> Arguments.of(client, code)));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void anErrorOfTheServerIsAFailureOfItsTypeAndIsAskedOnce(Client client, int status) {
    try (Stand stand = Stand.with(client, Stand.provider(Reply.error(status)))) {
      Throwable error = assertInstanceOf(RunResult.Failed.class, stand.run("Why?")).error();

      assertInstanceOf(STATUSES.get(status), error);
      HttpException cause = assertInstanceOf(HttpException.class, error.getCause());
      assertEquals(status, cause.statusCode());
      assertEquals(1, stand.provider.requests().size());
    }
  }

  static Stream<Arguments> noAnswers() {
    Delivery plain = Delivery.plain();
    Reply text = Reply.text("The disk is full, and the log grows.");
    List<Reply> replies =
        List.of(
            text.sent(plain.noAnswer()),
            text.sent(plain.dropAfterDeltas(0)),
            text.sent(plain.dropAfterDeltas(1)),
            text.sent(plain.cutAfterDeltas(0)),
            text.sent(plain.cutAfterDeltas(1)),
            Reply.raw(200, "text/html", "<html>Please log in</html>"),
            Reply.raw(502, "text/html", "<html>Bad gateway</html>"));
    return Stream.of(Client.values())
        .flatMap(client -> replies.stream().map(reply -> Arguments.of(client, reply)));
  }

  @ParameterizedTest
  @MethodSource("noAnswers")
  void whatIsNoAnswerFailsTheRunAndNeverCompletesIt(Client client, Reply reply) {
    try (Stand stand = Stand.with(client, Stand.provider(reply))) {
      assertInstanceOf(RunResult.Failed.class, stand.run("Why?"));
      assertEquals(1, stand.provider.requests().size(), "asked once");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureAfterToolsKeepsWhatTheyDid(Client client) {
    FakeTool load = FakeTool.answering("load", "0.3");
    try (Stand stand =
        Stand.with(client, Stand.provider(Reply.call("load", "{}"), Reply.error(500)), load)) {
      RunResult result = stand.run("Why?");

      assertInstanceOf(RunResult.Failed.class, result);
      assertEquals(1, result.usage().toolCalls());
      assertEquals(1, load.invocations().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerCutByLengthIsNotCompleted(Client client) {
    try (Stand stand =
        Stand.with(
            client, Stand.provider(Reply.text("The disk is").finishing(FinishReason.LENGTH)))) {
      RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, stand.run("Why?"));

      assertEquals(StopReason.TRUNCATED_ANSWER, stopped.reason());
      assertEquals("The disk is", stopped.text());
    }
  }

  /** Ollama's client hides the reason where there are calls; what it parsed is whole at least. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OLLAMA")
  void aCallCutByLengthIsNotRun(Client client) {
    FakeTool load = FakeTool.answering("load", "0.3");
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(
                Reply.call("load", "{}").finishing(FinishReason.LENGTH), Reply.text("Sorry.")),
            load)) {
      assertEquals("Sorry.", stand.run("Why?").orThrow());
      assertEquals(0, load.invocations().size());
      assertTrue(stand.request(2).lastResults().getFirst().text().contains("cut off"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyAnswerIsNotCompleted(Client client) {
    try (Stand stand = Stand.with(client, Stand.provider(Reply.empty()))) {
      RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, stand.run("Why?"));

      assertEquals(StopReason.EMPTY_ANSWER, stopped.reason());
    }
  }

  /** Ollama has neither a filter nor a field for it. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OLLAMA")
  void anAnswerWithheldByAFilterIsNotCompleted(Client client) {
    Reply filtered = Reply.text("The way to").finishing(FinishReason.CONTENT_FILTER);
    try (Stand stand = Stand.with(client, Stand.provider(filtered))) {
      RunResult.Stopped stopped = assertInstanceOf(RunResult.Stopped.class, stand.run("Why?"));

      assertEquals(client.reasonOfFilteredAnswer(), stopped.reason());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OLLAMA")
  void aRefusalIsNotCompleted(Client client) {
    try (Stand stand = Stand.with(client, Stand.provider(Reply.refusal("I will not.")))) {
      RunResult result = stand.run("Why?");

      assertTrue(
          result instanceof RunResult.Stopped || result instanceof RunResult.Failed,
          () -> "was " + result);
    }
  }

  @ParameterizedTest
  @EnumSource
  void thinkingIsNotPartOfTheAnswer(Client client) {
    try (Stand stand =
        Stand.with(client, Stand.provider(Reply.text("Full.").thinking("97 % is a lot.")))) {
      assertEquals("Full.", stand.run("Why?").orThrow());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereverTheBytesAreCutTheAnswerIsTheSame(Client client) {
    String text = "Größe \"3 €\" 🙂\n\\u00e4";
    Delivery bytes = Delivery.plain().split(Split.BYTES);
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(Reply.text(text).sent(bytes), Reply.text(text).sent(bytes.escaped())))) {
      assertEquals(text, stand.run("Why?").orThrow());
      assertEquals(text, stand.run("Why?").orThrow());
    }
  }
}
