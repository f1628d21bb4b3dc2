package dev.agentruntime.middleware.taint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ParameterRole;
import dev.agentruntime.tool.ToolDescriptor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What names tell of parameters nobody declared. */
class RoleGuessTest {
  @ParameterizedTest
  @CsvSource({
    "to, DESTINATION",
    "recipients, DESTINATION",
    "recipientEmail, DESTINATION",
    "webhook_url, DESTINATION",
    "user-name, DESTINATION",
    "body, FREE_TEXT",
    "emailBody, DESTINATION",
    "event_title, FREE_TEXT",
    "amount, CONTROL",
    "path, CONTROL",
    "x, CONTROL",
    "messageCount, CONTROL",
    "query, CONTROL",
    "prompt, CONTROL",
    "sql_query, CONTROL",
    "queryText, CONTROL",
    "script_content, CONTROL"
  })
  void aNameTellsItsRole(String name, ParameterRole role) {
    assertEquals(role, RoleGuess.of(name));
  }

  @Test
  void aPropertyIsNeverLessCloselyLookedAtThanTheValueAroundIt() {
    ToolDescriptor tool = ToolDescriptor.of(FakeTool.answering("plan", "ok"));
    Roles roles = Roles.of(tool, Map.of());

    assertEquals(ParameterRole.CONTROL, roles.within(ParameterRole.CONTROL, "step", "text"));
    assertEquals(ParameterRole.DESTINATION, roles.within(ParameterRole.CONTROL, "step", "to"));
    assertEquals(ParameterRole.FREE_TEXT, roles.within(ParameterRole.FREE_TEXT, "step", "path"));
  }
}
