package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.context.CancellationToken;
import dev.agentruntime.context.Progress;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.testkit.leak.Canaries;
import dev.agentruntime.testkit.leak.Leaks;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the core itself logs: classes of exceptions, and never what they say. */
class QuietLogTest {
  private final Canaries canaries = Canaries.random();

  /** What the backend of these tests, which writes to the standard error stream, was given. */
  private static String logged(Runnable work) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream caught = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setErr(caught);
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void saysButDoesNotQuote(String expected, String log) {
    assertTrue(log.contains(expected), log);
    Leaks.of(canaries).in("log", List.of(log)).assertNone();
  }

  @Test
  void aCarrierThatThrowsAfterTheWorkIsNamedAndNotQuoted() {
    FakeTool tool = FakeTool.named("look").replies(Replies.text("fine")).build();
    String log =
        logged(
            () -> {
              ScriptedModel model =
                  ScriptedModel.of(
                      Turn.call("look", "{}").andCall("look", "{}"), Turn.answer("fine"));
              try (AgentRuntime runtime =
                  AgentRuntime.builder(model)
                      .tools(tool)
                      .contextCarrier(
                          () ->
                              work -> {
                                work.run();
                                throw new IllegalStateException(canaries.text());
                              })
                      .build()) {
                runtime.agent("a").build().run("look").orThrow();
              }
            });
    saysButDoesNotQuote("IllegalStateException", log);
  }

  @Test
  void aTokenThatCannotBeLetGoIsNamedAndNotQuoted() {
    CancellationToken token =
        callback ->
            () -> {
              throw new IllegalStateException(canaries.text());
            };
    String log =
        logged(
            () -> {
              try (AgentRuntime runtime =
                  AgentRuntime.builder(ScriptedModel.of(Turn.answer("fine"))).build()) {
                runtime
                    .agent("a")
                    .build()
                    .run("hello", RunOptions.builder().cancellationToken(token).build())
                    .orThrow();
              }
            });
    saysButDoesNotQuote("IllegalStateException", log);
  }

  @Test
  void progressShowsNumbersAndNotWhatAToolReports() {
    Progress progress =
        new Progress("run-1", 1, 2, Duration.ofSeconds(3), Optional.of(canaries.text()));
    Leaks.of(canaries).in("progress", List.of(progress.toString())).assertNone();
  }
}
