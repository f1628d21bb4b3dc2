package dev.agentruntime.middleware.model.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Reads the wait from an answer's headers: {@code retry-after-ms} (OpenAI, Azure) if it is there,
 * else {@code Retry-After} in seconds or as a date, which is taken from the answer's own {@code
 * Date}, since the provider's clock is the one it was counted on. Stateless.
 */
final class RetryAfterHeader {
  /** No wait is longer than a day; what claims to be is cut, and refused by the retry's own cap. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfterHeader() {}

  static Optional<Duration> read(HttpHeaders headers) {
    Optional<Duration> millis =
        headers.firstValue("retry-after-ms").flatMap(text -> amount(text, 1_000_000));
    if (millis.isPresent()) {
      return millis;
    }
    return headers
        .firstValue("retry-after")
        .flatMap(text -> amount(text, 1_000_000_000).or(() -> until(text, headers)));
  }

  private static Optional<Duration> amount(String text, long unitNanos) {
    try {
      double amount = Double.parseDouble(text.strip());
      if (!(amount >= 0)) {
        return Optional.empty();
      }
      double nanos = Math.min(amount * unitNanos, (double) LONGEST.toNanos());
      return Optional.of(Duration.ofNanos(Math.round(nanos)));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> until(String text, HttpHeaders headers) {
    return headers
        .firstValue("date")
        .flatMap(RetryAfterHeader::date)
        .flatMap(now -> date(text).map(then -> between(now, then)));
  }

  private static Duration between(ZonedDateTime now, ZonedDateTime then) {
    Duration wait = Duration.between(now, then);
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static Optional<ZonedDateTime> date(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
