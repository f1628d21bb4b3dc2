package dev.agentruntime.middleware.taint;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * An agent that reads the web and sends mail, with a model that does as it is told by anybody. Used
 * by the thread of the test.
 */
final class Office implements AutoCloseable {
  final FakeTool fetch;
  final FakeTool mail =
      FakeTool.named("send_mail")
          .schema(
              JsonObjectSchema.builder()
                  .addStringProperty("to")
                  .addStringProperty("subject")
                  .addStringProperty("body")
                  .build())
          .traits(ToolTrait.INTERRUPTIBLE)
          .replies(call -> ToolOutcome.success("sent"))
          .build();
  final EventRecorder events = new EventRecorder();
  private final List<AgentRuntime> runtimes = new ArrayList<>();

  Office(String page) {
    this.fetch =
        FakeTool.named("fetch")
            .traits(ToolTrait.READ_ONLY, ToolTrait.IDEMPOTENT, ToolTrait.INTERRUPTIBLE)
            .replies(call -> ToolOutcome.success(page))
            .build();
  }

  static Turn fetches() {
    return Turn.call("fetch", "{}");
  }

  static Turn mails(String to, String body) {
    return Turn.call(
        "send_mail", "{\"to\":\"" + to + "\",\"subject\":\"Hi\",\"body\":\"" + body + "\"}");
  }

  Agent agent(Taint taint, Turn... turns) {
    AgentRuntime runtime =
        AgentRuntime.builder(ScriptedModel.of(turns))
            .tools(fetch, mail)
            .listener(events)
            .middleware(Governance.minimal().taint(taint).build())
            .build();
    closing(runtime);
    return runtime.agent("office").build();
  }

  /** Closes a runtime at the end. */
  void closing(AgentRuntime runtime) {
    runtimes.add(runtime);
  }

  RunResult run(Taint taint, String input, Turn... turns) {
    return agent(taint, turns).run(input);
  }

  /** How often mail went out. */
  int sent() {
    return mail.invocations().size();
  }

  ToolOutcome lastOutcome() {
    return events.events(RunEvent.ToolCallEnded.class).getLast().outcome();
  }

  @Override
  public void close() {
    runtimes.forEach(AgentRuntime::close);
  }
}
