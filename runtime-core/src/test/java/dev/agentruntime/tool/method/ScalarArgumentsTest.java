package dev.agentruntime.tool.method;

import static dev.agentruntime.tool.method.Calls.problem;
import static dev.agentruntime.tool.method.Calls.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.Tool;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single values are read from, and what they are not. */
class ScalarArgumentsTest {
  private final Scalar tools = new Scalar();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string|\"a \\u00e9\"|a é",
        "string|\"\"|''",
        "bool|true|true",
        "boxedBool|false|false",
        "byte8|-128|-128",
        "short16|32767|32767",
        "int32|2147483647|2147483647",
        "int32|1.0|1",
        "int32|1e3|1000",
        "boxedInt|-5|-5",
        "long64|9223372036854775807|9223372036854775807",
        "long64|-9223372036854775808|-9223372036854775808",
        "float32|1.5|1.5",
        "double64|1|1.0",
        "double64|-1.25e2|-125.0",
        "decimal|0.10000000000000000000000000001|0.10000000000000000000000000001",
        "bigInteger|123456789012345678901234567890|123456789012345678901234567890",
        "bigInteger|1e20|100000000000000000000",
        "character|\"x\"|x",
        "level|\"WARN\"|WARN",
        "date|\"2026-03-14\"|2026-03-14",
        "time|\"09:30\"|09:30",
        "dateTime|\"2026-03-14T09:30:00\"|2026-03-14T09:30",
        "instant|\"2026-03-14T09:30:00Z\"|2026-03-14T09:30:00Z",
        "instant|\"2026-03-14T09:30:00+01:00\"|2026-03-14T08:30:00Z",
        "offsetDateTime|\"2026-03-14T09:30:00+01:00\"|2026-03-14T09:30+01:00",
        "zonedDateTime|\"2026-03-14T09:30:00+01:00[Europe/Paris]\"|2026-03-14T09:30+01:00[Europe/Paris]",
        "duration|\"PT1H30M\"|PT1H30M",
        "uuid|\"123e4567-e89b-12d3-a456-426614174000\"|123e4567-e89b-12d3-a456-426614174000",
        "uri|\"https://example.com/a?b=c\"|https://example.com/a?b=c",
      })
  void validValueArrivesAsItsType(String tool, String json, String expected) throws Exception {
    assertEquals(expected, text(tools, tool, "{\"x\":" + json + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string|1|must be a string, was an integer",
        "string|null|must be a string, was null",
        "string|[]|must be a string, was an array",
        "bool|\"true\"|must be a boolean, was a string",
        "bool|1|must be a boolean, was an integer",
        "byte8|128|must be an integer from -128 to 127, was out of range",
        "short16|-32769|must be an integer from -32768 to 32767, was out of range",
        "int32|2147483648|must be an integer from -2147483648 to 2147483647, was out of range",
        "int32|1.5|must be an integer, was a fractional number",
        "int32|\"5\"|must be an integer, was a string",
        "int32|true|must be an integer, was a boolean",
        "int32|null|must be an integer, was null",
        "int32|1e999999999|was out of range",
        "int32|1e-999999999|was out of range",
        "long64|9223372036854775808|was out of range",
        "long64|99999999999999999999999999|was out of range",
        "float32|1e39|must be a number that fits its type, was out of range",
        "double64|1e400|must be a number that fits its type, was out of range",
        "double64|{}|must be a number, was an object",
        "decimal|1e999999999|must be a number of at most 1000 digits, was longer",
        "decimal|1e-999999999|must be a number of at most 1000 digits, was longer",
        "bigInteger|1e1001|must be a number of at most 1000 digits, was longer",
        "bigInteger|0.5|must be an integer, was a fractional number",
        "character|\"xy\"|must be one character, was another string",
        "character|\"\"|must be one character, was another string",
        "level|\"warn\"|must be one of INFO, WARN, ERROR, was another string; did you mean WARN?",
        "level|\"zzzzzzzz\"|must be one of INFO, WARN, ERROR, was another string",
        "level|3|must be one of INFO, WARN, ERROR, was an integer",
        "date|\"14.3.2026\"|must be an ISO-8601 date, such as 2026-03-14, was another string",
        "date|\"2026-02-30\"|was another string",
        "date|20260314|must be a string with an ISO-8601 date, such as 2026-03-14, was an integer",
        "time|\"9.30\"|must be an ISO-8601 time",
        "dateTime|\"2026-03-14\"|must be an ISO-8601 date and time without offset",
        "instant|\"2026-03-14T09:30:00\"|must be an ISO-8601 instant",
        "offsetDateTime|\"2026-03-14T09:30:00\"|must be an ISO-8601 date and time with offset",
        "zonedDateTime|\"2026-03-14T09:30:00+01:00[Mars/Base]\"|must be an ISO-8601 date and time"
            + " with zone",
        "duration|\"90 minutes\"|must be an ISO-8601 duration",
        "uuid|\"1-1-1-1-1\"|must be a UUID",
        "uri|\"a b\"|must be a URI",
      })
  void otherValueIsRefusedByWhatWasExpectedAndFound(String tool, String json, String expected) {
    String problem = problem(tools, tool, "{\"x\":" + json + "}");
    assertTrue(problem.startsWith("/x must be "), problem);
    assertTrue(problem.contains(expected), problem);
  }

  @ParameterizedTest
  @EnumSource
  void everyFormOfTextAcceptsItsOwnExample(TextForm form) {
    int example = form.description().indexOf("such as ");
    String text = example < 0 ? "x" : form.description().substring(example + "such as ".length());
    assertNotNull(form.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cr3t-value", "4111111111111111"})
  void messagesNeverHoldTheValue(String secret) {
    for (String tool :
        new String[] {"int32", "level", "date", "uuid", "uri", "bool", "character", "decimal"}) {
      String value = tool.equals("uri") ? secret + " ^" : secret;
      assertFalse(problem(tools, tool, "{\"x\":\"" + value + "\"}").contains(secret), tool);
    }
  }

  @Test
  void longListOfConstantsIsNotRepeated() {
    assertEquals(
        "/x must be one of the 26 constants in the specification, was another string; did you mean"
            + " ALPHA?",
        problem(tools, "letter", "{\"x\":\"alpha\"}"));
  }

  @Test
  void moneyKeepsItsDigits() throws Exception {
    assertEquals("12345678901234567.89", text(tools, "decimal", "{\"x\":12345678901234567.89}"));
  }

  enum Level {
    INFO,
    WARN {
      @Override
      public String toString() {
        return "a warning";
      }
    },
    ERROR
  }

  enum Letter {
    ALPHA,
    BRAVO,
    CHARLIE,
    DELTA,
    ECHO,
    FOXTROT,
    GOLF,
    HOTEL,
    INDIA,
    JULIETT,
    KILO,
    LIMA,
    MIKE,
    NOVEMBER,
    OSCAR,
    PAPA,
    QUEBEC,
    ROMEO,
    SIERRA,
    TANGO,
    UNIFORM,
    VICTOR,
    WHISKEY,
    XRAY,
    YANKEE,
    ZULU
  }

  /** One tool for each type, each answering with what it got. */
  static final class Scalar {
    @Tool
    String string(String x) {
      return x;
    }

    @Tool
    boolean bool(boolean x) {
      return x;
    }

    @Tool
    Boolean boxedBool(Boolean x) {
      return x;
    }

    @Tool
    byte byte8(byte x) {
      return x;
    }

    @Tool
    short short16(short x) {
      return x;
    }

    @Tool
    int int32(int x) {
      return x;
    }

    @Tool
    Integer boxedInt(Integer x) {
      return x;
    }

    @Tool
    long long64(long x) {
      return x;
    }

    @Tool
    float float32(float x) {
      return x;
    }

    @Tool
    double double64(double x) {
      return x;
    }

    @Tool
    BigDecimal decimal(BigDecimal x) {
      return x;
    }

    @Tool
    BigInteger bigInteger(BigInteger x) {
      return x;
    }

    @Tool
    char character(char x) {
      return x;
    }

    @Tool
    Level level(Level x) {
      return x;
    }

    @Tool
    Letter letter(Letter x) {
      return x;
    }

    @Tool
    LocalDate date(LocalDate x) {
      return x;
    }

    @Tool
    LocalTime time(LocalTime x) {
      return x;
    }

    @Tool
    LocalDateTime dateTime(LocalDateTime x) {
      return x;
    }

    @Tool
    Instant instant(Instant x) {
      return x;
    }

    @Tool
    OffsetDateTime offsetDateTime(OffsetDateTime x) {
      return x;
    }

    @Tool
    ZonedDateTime zonedDateTime(ZonedDateTime x) {
      return x;
    }

    @Tool
    Duration duration(Duration x) {
      return x;
    }

    @Tool
    UUID uuid(UUID x) {
      return x;
    }

    @Tool
    URI uri(URI x) {
      return x;
    }
  }
}
