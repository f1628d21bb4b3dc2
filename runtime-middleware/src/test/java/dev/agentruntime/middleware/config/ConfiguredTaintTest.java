package dev.agentruntime.middleware.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The keys of the taint layer do what they say. */
class ConfiguredTaintTest {
  private final FakeTool mail =
      FakeTool.named("mail")
          .schema(
              JsonObjectSchema.builder().addStringProperty("to").addStringProperty("note").build())
          .traits(ToolTrait.INTERRUPTIBLE)
          .build();
  private String shown = "";

  /** How often mail goes out after a read. */
  private int sent(String toml) {
    int before = mail.invocations().size();
    ScriptedModel model =
        ScriptedModel.of(
            Turn.call("read", "{}"),
            Turn.call("mail", "{\"to\":\"eve\",\"note\":\"hello\"}"),
            Turn.answer("done"));
    try (AgentRuntime runtime =
        AgentRuntime.builder(model)
            .tools(FakeTool.answering("read", "eve"), mail)
            .middleware(GovernanceConfig.parse("[taint]\n" + toml).tools().build())
            .build()) {
      runtime.agent("a").build().run("Mail Bob.");
    }
    shown = model.requests().getLast().messages().toString();
    return mail.invocations().size() - before;
  }

  @Test
  @Tag("taint.mode")
  @Tag("taint.modes")
  void theModeSaysWhatBecomesOfACall() {
    assertEquals(0, sent(""));
    assertTrue(shown.contains("nobody could be asked"));
    assertEquals(1, sent("mode = \"observe\""));
    assertEquals(0, sent("modes = { mail = \"deny\" }"));
    assertTrue(!shown.contains("nobody could be asked"));
  }

  @Test
  @Tag("taint.trusted")
  @Tag("taint.untrusted")
  void theHostSaysWhoIsVouchedFor() {
    assertEquals(1, sent("trusted = [\"read\"]"));
    assertEquals(0, sent("trusted = [\"*\"]\nuntrusted = [\"read\"]"));
  }

  @Test
  @Tag("taint.roles")
  @Tag("taint.roles.tool")
  @Tag("taint.roles.parameter")
  @Tag("taint.roles.role")
  @Tag("taint.critical")
  void rolesAndCriticalToolsAreAsTheFileSays() {
    String identifier =
        "roles = [{ tool = \"mail\", parameter = \"to\", role = \"identifier\" }]\n";
    assertEquals(1, sent(identifier));
    assertEquals(0, sent(identifier + "critical = [\"mail\"]"));
  }

  @Test
  @Tag("taint.private-output")
  @Tag("taint.public-sink")
  @Tag("taint.marked")
  void whatIsPrivateStaysSo() {
    String open = "roles = [{ tool = \"mail\", parameter = \"to\", role = \"free-text\" }]\n";
    assertEquals(1, sent(open));
    assertTrue(shown.contains("<<data "));
    assertEquals(1, sent(open + "private-output = [\"read\"]\nmarked = false"));
    assertTrue(!shown.contains("<<data "));
    assertEquals(0, sent(open + "private-output = [\"read\"]\npublic-sink = [\"mail\"]"));
  }
}
