package dev.agentruntime.integration.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.junit.RuntimeExtension;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.testkit.provider.WireResult;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arguments that are not what the tool takes, through the real clients. */
@ExtendWith(RuntimeExtension.class)
class ArgumentFaultsTest {
  /** Takes a number. */
  static final class Scale {
    final AtomicInteger scaled = new AtomicInteger();

    @Tool("Scales the service")
    String scale(@P(name = "replicas", description = "how many") int replicas) {
      scaled.set(replicas);
      return "now " + replicas;
    }
  }

  @ParameterizedTest
  @EnumSource
  void argumentsOfTheWrongTypeAreToldToTheModelAndCorrected(Client client) {
    Scale scale = new Scale();
    try (Stand stand =
        Stand.with(
            client,
            Stand.provider(
                Reply.call("scale", "{\"replicas\":\"a few\"}"),
                Reply.call("scale", "{\"replicas\":3}"),
                Reply.text("Done.")),
            scale)) {
      assertEquals("Done.", stand.run("More!").orThrow());

      WireResult told = stand.request(2).lastResults().getFirst();
      assertTrue(told.text().contains("replicas"), told.text());
      assertEquals(client.marksErrors(), told.error());
      assertEquals(3, scale.scaled.get());
    }
  }

  /** Only OpenAI's format carries arguments that are no JSON in an answer that is. */
  @Test
  void malformedArgumentsNeverGoBackToAProviderAsTheyCame() {
    Scale scale = new Scale();
    try (Stand stand =
        Stand.with(
            Client.OPENAI,
            Stand.provider(
                Reply.call("scale", "three, please"),
                Reply.call("scale", ""),
                Reply.call("scale", "{\"replicas\":3}"),
                Reply.text("Done.")),
            scale)) {
      assertEquals("Done.", stand.run("More!").orThrow());

      assertEquals("{}", stand.request(2).calls().getFirst().arguments());
      assertEquals(3, scale.scaled.get());
    }
  }

  /** The client cannot read such an answer at all; what it makes of it is no call. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPENAI")
  void anAnswerTheClientCannotReadFailsTheRun(Client client) {
    Scale scale = new Scale();
    try (Stand stand =
        Stand.with(client, Stand.provider(Reply.call("scale", "three, please")), scale)) {
      assertInstanceOf(RunResult.Failed.class, stand.run("More!"));
      assertEquals(0, scale.scaled.get());
    }
  }
}
