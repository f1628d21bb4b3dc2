package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run shows of its conversation to its calls and to the runs within them. */
final class PublishedConversationTest {
  @Test
  void whatCallsOfATurnAreShownStaysAsItWasWhileTheRunGoesOn() {
    try (Stage stage = new Stage()) {
      List<List<ChatMessage>> shown = new ArrayList<>();
      FakeTool look = FakeTool.named("look").build();
      ScriptedModel model =
          ScriptedModel.on(
              stage.time, Turn.call("look", "{}"), Turn.call("look", "{}"), Turn.answer("done"));
      stage
          .build(
              stage
                  .runtime(model)
                  .tools(look)
                  .middleware(
                      Anchor.TAINT,
                      "reader",
                      (call, next) -> {
                        shown.add(call.run().conversation());
                        return next.handle(call);
                      }))
          .agent("a")
          .build()
          .run("go")
          .orThrow();

      assertEquals(List.of(1, 3), shown.stream().map(List::size).toList());
      assertThrows(UnsupportedOperationException.class, shown.getFirst()::removeLast);
    }
  }
}
