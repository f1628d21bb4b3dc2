package dev.agentruntime.examples;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.boundary.Redaction;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.middleware.taint.Taint;
import dev.agentruntime.session.SessionStore;
import dev.agentruntime.tool.ParameterRole;
import dev.langchain4j.model.chat.ChatModel;
import java.util.Map;

/**
 * A runtime for agents that read the web and send mail: models see placeholders in the place of
 * personal data, and no page they read chooses whom they write to.
 */
public final class GuardedMail {
  private GuardedMail() {}

  // begin
  static AgentRuntime guarded(ChatModel model, Object tools, Approvals desk, SessionStore store) {
    Redaction redaction =
        Redaction.of(Detection.standard().without(EntityType.URL).build())
            .resolve("send_mail", EntityType.EMAIL)
            .build();
    Taint taint =
        Taint.builder().roles("send_mail", Map.of("to", ParameterRole.DESTINATION)).build();
    Governance governance =
        Governance.standard()
            .redaction(redaction)
            .taint(taint)
            .approval(Approval.builder(desk).build())
            .build();
    return AgentRuntime.builder(model)
        .tools(tools)
        .middleware(governance)
        .sessions(redaction.sessions(store))
        .build();
  }
  // end
}
