package dev.agentruntime.middleware.enrich;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolDescriptor;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;

class ContextEnrichmentContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    return ContextEnrichment.builder()
        .supply("probe", "run", call -> call.context().runId())
        .build();
  }

  @Override
  protected ToolDescriptor tool() {
    JsonObjectSchema schema = JsonObjectSchema.builder().addStringProperty("run").build();
    return ToolDescriptor.of(FakeTool.named("probe").schema(schema).build());
  }
}
