package dev.agentruntime.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.ScriptedStreamingModel;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.time.TimeSource;
import dev.langchain4j.exception.AuthenticationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSideTest {

  @Test
  void anAnswerComesAsAValueThroughTheSpareModelIfNeedBe() {
    ScriptedModel model =
        ScriptedModel.of(
            Turn.answer("checkout hangs in a deadlock"),
            Turn.failure(new AuthenticationException("expired")));
    ScriptedModel spare =
        ScriptedModel.of(
            Turn.answer("{'service': 'checkout', 'cause': 'DEADLOCK', 'evidence': 'two locks',}"));
    assertEquals(
        new ModelSide.Finding("checkout", ModelSide.Cause.DEADLOCK, "two locks"),
        ModelSide.investigate(model, spare, "p99 went from 80 ms to 2 s", "chat-7"));
    assertEquals(
        3 + 1,
        spare.requests().getFirst().messages().size(),
        "the spare model sees the instructions, both turns of the user and the answer between");
  }

  @Test
  void anAnswerIsShownAsItComes() {
    List<String> screen = new ArrayList<>();
    ModelSide.say(
        ScriptedStreamingModel.on(TimeSource.system(), StreamTurn.saying("turn ", "it ", "off")),
        "what now?",
        screen::add);
    assertEquals(List.of("turn ", "it ", "off"), screen);
  }

  @Test
  void theReadmeShowsTheProgramAsItIsCompiled() throws IOException {
    Readme.assertShows("ModelSide");
  }
}
