package dev.agentruntime.tool.method;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** The types that are strings of a form in JSON. Their descriptions tell the model which form. */
enum TextForm {
  CHARACTER("one character"),
  LOCAL_DATE("an ISO-8601 date, such as 2026-03-14"),
  LOCAL_TIME("an ISO-8601 time, such as 09:30:00"),
  LOCAL_DATE_TIME("an ISO-8601 date and time without offset, such as 2026-03-14T09:30:00"),
  INSTANT("an ISO-8601 instant, such as 2026-03-14T09:30:00Z"),
  OFFSET_DATE_TIME("an ISO-8601 date and time with offset, such as 2026-03-14T09:30:00+01:00"),
  ZONED_DATE_TIME(
      "an ISO-8601 date and time with zone, such as 2026-03-14T09:30:00+01:00[Europe/Paris]"),
  DURATION("an ISO-8601 duration, such as PT1H30M"),
  UUID("a UUID, such as 123e4567-e89b-12d3-a456-426614174000"),
  URI("a URI, such as https://example.com/path");

  /** The JDK parses UUIDs with shorter groups, which are typing errors. */
  private static final int UUID_LENGTH = 36;

  private final String description;

  TextForm(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }

  /**
   * The value a text stands for, or null if it has not this form. The reason is dropped: it would
   * quote the text.
   */
  @Nullable Object parse(String text) {
    try {
      return switch (this) {
        case CHARACTER -> text.length() == 1 ? (Object) text.charAt(0) : null;
        case LOCAL_DATE -> LocalDate.parse(text);
        case LOCAL_TIME -> LocalTime.parse(text);
        case LOCAL_DATE_TIME -> LocalDateTime.parse(text);
        case INSTANT -> Instant.parse(text);
        case OFFSET_DATE_TIME -> OffsetDateTime.parse(text);
        case ZONED_DATE_TIME -> ZonedDateTime.parse(text);
        case DURATION -> Duration.parse(text);
        case UUID -> text.length() == UUID_LENGTH ? java.util.UUID.fromString(text) : null;
        case URI -> new URI(text);
      };
    } catch (DateTimeException | IllegalArgumentException | URISyntaxException _) {
      return null;
    }
  }
}
