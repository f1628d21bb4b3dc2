package dev.agentruntime.middleware.taint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.tool.ParameterRole;
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
    "messageCount, CONTROL"
  })
  void aNameTellsItsRole(String name, ParameterRole role) {
    assertEquals(role, RoleGuess.of(name));
  }
}
