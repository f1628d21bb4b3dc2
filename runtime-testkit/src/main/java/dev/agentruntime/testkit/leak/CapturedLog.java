package dev.agentruntime.testkit.leak;

import java.io.PrintWriter;
import java.io.Serial;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/**
 * A logger that keeps what is logged, with every part that a backend could print: arguments,
 * key-value pairs, markers, and exceptions with their messages and causes. All levels are on. For
 * whatever takes a logger; what is logged through SLF4J's factory is in the host's own backend,
 * which has an appender for tests. Safe for use by many threads.
 */
public final class CapturedLog extends LegacyAbstractLogger implements LoggingEventAware {
  @Serial private static final long serialVersionUID = 1L;

  /** Guarded by its own lock. */
  private final transient List<String> lines = new ArrayList<>();

  /** Makes an empty log. */
  public CapturedLog() {
    this.name = "captured";
  }

  /**
   * What was logged so far.
   *
   * @return a snapshot, one text for each event
   */
  public List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /**
   * This log as a place to search.
   *
   * @return a sink named {@code log}
   */
  public Sink sink() {
    return new Sink("log", this::lines);
  }

  @Override
  public void log(LoggingEvent event) {
    StringBuilder line = new StringBuilder();
    @Nullable List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> line.append(pair.key).append('=').append(pair.value).append(' '));
    }
    @Nullable List<Marker> markers = event.getMarkers();
    if (markers != null) {
      line.append(markers).append(' ');
    }
    keep(line, event.getMessage(), event.getArgumentArray(), event.getThrowable());
  }

  @Override
  @SuppressWarnings("NullAway") // SLF4J passes null for what is not there
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String message, Object[] arguments, Throwable thrown) {
    StringBuilder line = new StringBuilder();
    if (marker != null) {
      line.append(marker).append(' ');
    }
    keep(line, message, arguments, thrown);
  }

  private void keep(
      StringBuilder line,
      @Nullable String message,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    line.append(MessageFormatter.basicArrayFormat(message, arguments));
    if (arguments != null) {
      line.append(' ').append(Arrays.toString(arguments));
    }
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      line.append(' ').append(trace);
    }
    synchronized (lines) {
      lines.add(line.toString());
    }
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return CapturedLog.class.getName();
  }

  @Override
  public boolean isTraceEnabled() {
    return true;
  }

  @Override
  public boolean isDebugEnabled() {
    return true;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }
}
