package dev.agentruntime.middleware.taint;

import java.time.LocalTime;
import java.time.Month;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The days and times of day people have named, to find those of a value among them however either
 * is written: "May 5th at 3 pm" says 2026-05-05T15:00. A day named without its year may be of any
 * year; of 3/4/2026 both readings count. Grows only. Not safe for use by many threads.
 */
final class Moments {
  private static final int ANY_YEAR = 0;
  private static final int HOURS = 24;
  private static final int NOON = 12;
  private static final int MINUTES = 60;

  /** That of 12:30. */
  private static final int SHORTEST = 5;

  private static final int SHORT_NAME = 3;
  private static final int MONTHS = 12;
  private static final int DAYS = 31;

  private static final String MONTH =
      "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
  private static final String DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
  private static final String YEAR = "(?:,? (?:of )?(\\d{4}))?";

  private static final Pattern ISO_DAY =
      Pattern.compile("(?<!\\d)(\\d{4})-(\\d{2})-(\\d{2})(?!\\d)");
  private static final Pattern MONTH_FIRST =
      Pattern.compile("\\b" + MONTH + "\\.? (?:the )?" + DAY + "\\b" + YEAR + "\\b");
  private static final Pattern DAY_FIRST =
      Pattern.compile("\\b" + DAY + " (?:of )?" + MONTH + "\\b\\.?" + YEAR + "\\b");
  private static final Pattern NUMERIC_DAY =
      Pattern.compile("(?<![\\d./-])(\\d{1,2})([./-])(\\d{1,2})\\2(\\d{4})(?!\\d)");
  private static final Pattern TIME =
      Pattern.compile(
          "(?<![\\d:.])(\\d{1,2})(?::(\\d{2}))?(?::00)? ?(am|pm|a\\.m\\.|p\\.m\\.)?(?![\\d:])");

  private static final Pattern NAMED_TIME = Pattern.compile("\\b(?:noon|midnight)\\b");

  /** What tools take: a day, or a time of day, or both. */
  private static final Pattern VALUE =
      Pattern.compile(
          "(?:(\\d{4})-(\\d{2})-(\\d{2}))?[t ]?(?:(\\d{2}):(\\d{2})(?::00(?:\\.0+)?)?)?");

  private record Day(int year, int month, int day) {}

  private final Set<Day> days = new HashSet<>();
  private final Set<LocalTime> times = new HashSet<>();

  /** Adds what a text in {@linkplain Normal normal} form names. */
  void add(String normal) {
    for (Matcher iso = ISO_DAY.matcher(normal); iso.find(); ) {
      addDay(number(iso, 1), number(iso, 2), number(iso, 3));
    }
    for (Matcher named = MONTH_FIRST.matcher(normal); named.find(); ) {
      addDay(year(named.group(3)), month(named.group(1)), number(named, 2));
    }
    for (Matcher named = DAY_FIRST.matcher(normal); named.find(); ) {
      addDay(year(named.group(3)), month(named.group(2)), number(named, 1));
    }
    for (Matcher numeric = NUMERIC_DAY.matcher(normal); numeric.find(); ) {
      addDay(number(numeric, 4), number(numeric, 1), number(numeric, 3));
      addDay(number(numeric, 4), number(numeric, 3), number(numeric, 1));
    }
    for (Matcher time = TIME.matcher(normal); time.find(); ) {
      addTime(time);
    }
    for (Matcher named = NAMED_TIME.matcher(normal); named.find(); ) {
      times.add(named.group().equals("noon") ? LocalTime.NOON : LocalTime.MIDNIGHT);
    }
  }

  private void addDay(int year, int month, int day) {
    if (month >= 1 && month <= MONTHS && day >= 1 && day <= DAYS) {
      days.add(new Day(year, month, day));
    }
  }

  /** A bare number is no time. */
  private void addTime(Matcher time) {
    String minutes = time.group(2);
    String half = time.group(3);
    int hour = number(time, 1);
    int minute = minutes == null ? 0 : Integer.parseInt(minutes);
    boolean of12 = half != null && hour >= 1 && hour <= NOON;
    if (half == null ? minutes == null : !of12) {
      return;
    }
    int of24 = half == null ? hour : hour % NOON + (half.charAt(0) == 'p' ? NOON : 0);
    if (of24 < HOURS && minute < MINUTES) {
      times.add(LocalTime.of(of24, minute));
    }
  }

  /**
   * Whether every part of a day, a time of day, or both was named.
   *
   * @param normal a value in {@linkplain Normal normal} form
   * @return false too if it is no such value
   */
  boolean has(String normal) {
    Matcher value = VALUE.matcher(normal);
    return isMoment(normal)
        && value.matches()
        && (value.group(1) == null || hasDay(value))
        && (value.group(4) == null || hasTime(value));
  }

  /** Whether a text in {@linkplain Normal normal} form is a day, a time of day, or both. */
  static boolean isMoment(String normal) {
    return normal.length() >= SHORTEST && VALUE.matcher(normal).matches();
  }

  private boolean hasDay(Matcher value) {
    int month = number(value, 2);
    int day = number(value, 3);
    return days.contains(new Day(number(value, 1), month, day))
        || days.contains(new Day(ANY_YEAR, month, day));
  }

  private boolean hasTime(Matcher value) {
    int hour = number(value, 4);
    int minute = number(value, 5);
    return hour < HOURS && minute < MINUTES && times.contains(LocalTime.of(hour, minute));
  }

  private static int number(Matcher match, int group) {
    return Integer.parseInt(match.group(group));
  }

  private static int year(@Nullable String digits) {
    return digits == null ? ANY_YEAR : Integer.parseInt(digits);
  }

  private static int month(String name) {
    String head = name.substring(0, SHORT_NAME);
    for (Month month : Month.values()) {
      if (month.name().toLowerCase(Locale.ROOT).startsWith(head)) {
        return month.getValue();
      }
    }
    return 0;
  }
}
