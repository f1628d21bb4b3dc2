package dev.agentruntime.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FirstProgramTest {

  /** Asks for the latency of checkout and repeats what the tool says. */
  private static final class AskOnce implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      AiMessage message =
          request.messages().getLast() instanceof ToolExecutionResultMessage result
              ? AiMessage.from("p99 is " + result.text() + " ms")
              : AiMessage.from(
                  ToolExecutionRequest.builder()
                      .id("1")
                      .name("p99")
                      .arguments("{\"service\":\"checkout\"}")
                      .build());
      return ChatResponse.builder().aiMessage(message).build();
    }
  }

  @Test
  void theProgramRunsItsToolAndGivesTheModelsAnswer() {
    assertEquals("p99 is 2000 ms", FirstProgram.triage(new AskOnce()));
  }

  @Test
  void theReadmeShowsTheProgramAsItIsCompiled() throws IOException {
    Readme.assertShows("FirstProgram");
  }
}
