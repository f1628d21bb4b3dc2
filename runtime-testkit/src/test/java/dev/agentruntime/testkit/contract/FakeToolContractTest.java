package dev.agentruntime.testkit.contract;

import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.Optional;

/** A tool that waits keeps the contract of tools. */
class FakeToolContractTest extends AgentToolContract {
  @Override
  protected AgentTool createTool() {
    JsonObjectSchema schema =
        JsonObjectSchema.builder().addStringProperty("mode").required("mode").build();
    AgentTool.Body hang = Replies.hang();
    return FakeTool.named("wait_for")
        .schema(schema)
        .traits(ToolTrait.INTERRUPTIBLE)
        .replies(
            call ->
                call.arguments().object().path("mode").asText().equals("long")
                    ? hang.call(call)
                    : Replies.text("done").call(call))
        .build();
  }

  @Override
  protected String validArguments() {
    return "{\"mode\":\"short\"}";
  }

  @Override
  protected Optional<String> blockingArguments() {
    return Optional.of("{\"mode\":\"long\"}");
  }
}
