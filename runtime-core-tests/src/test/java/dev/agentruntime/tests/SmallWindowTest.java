package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.Agent;
import dev.agentruntime.contributor.ContextBlock;
import dev.agentruntime.contributor.ContextSource;
import dev.agentruntime.contributor.ContextSources;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.session.ConversationWindow;
import dev.agentruntime.session.InMemorySessionStore;
import dev.agentruntime.session.SessionOptions;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.tool.method.JsonType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A window so small that it lets go of the input while the run still goes on. */
final class SmallWindowTest {
  record Place(String city) {}

  @Test
  void aRunWithContextGoesOnWhenTheWindowHasLetGoOfItsInput() {
    try (Stage stage = new Stage()) {
      ScriptedModel model =
          ScriptedModel.of(Turn.answer("in Bern"), Turn.answer("{\"city\":\"Bern\"}"));
      ContextSources context =
          ContextSources.of(
              ContextSource.of("note", (run, input) -> List.of(new ContextBlock("n", "a note"))));
      Agent agent =
          stage
              .build(
                  stage
                      .runtime(model)
                      .sessions(
                          new InMemorySessionStore(),
                          SessionOptions.defaults().withWindow(ConversationWindow.messages(2)))
                      .context(context))
              .agent("agent")
              .build();
      RunOptions session = RunOptions.builder().session("s").build();
      assertEquals(
          new Place("Bern"), agent.run("Where?", JsonType.of(Place.class), session).orThrow());
    }
  }
}
