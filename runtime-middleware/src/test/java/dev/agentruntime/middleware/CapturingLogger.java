package dev.agentruntime.middleware;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LoggingEventAware;

/** Keeps what is logged, with every part a backend could print. Safe for use by many threads. */
final class CapturingLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1L;

  private final transient List<LoggingEvent> events = new ArrayList<>();
  private final EnumSet<Level> off = EnumSet.of(Level.TRACE);
  private transient @Nullable Consumer<LoggingEvent> fault;

  CapturingLogger() {
    this.name = "capturing";
  }

  CapturingLogger off(Level... levels) {
    off.addAll(Set.of(levels));
    return this;
  }

  /** What the backend does instead of keeping an event. */
  CapturingLogger failing(Consumer<LoggingEvent> with) {
    fault = with;
    return this;
  }

  @Override
  public synchronized void log(LoggingEvent event) {
    if (fault != null) {
      fault.accept(event);
    }
    events.add(event);
  }

  synchronized List<String> lines(Level level) {
    return events.stream()
        .filter(event -> event.getLevel() == level)
        .map(CapturingLogger::line)
        .toList();
  }

  /** Everything, as one text. */
  synchronized String all() {
    return events.stream().map(CapturingLogger::line).collect(Collectors.joining("\n"));
  }

  private static String line(LoggingEvent event) {
    String pairs =
        event.getKeyValuePairs() == null
            ? ""
            : event.getKeyValuePairs().stream()
                .map(pair -> " " + pair.key + "=" + pair.value)
                .collect(Collectors.joining());
    return event.getMessage()
        + pairs
        + (event.getArguments() == null ? "" : " arguments " + event.getArguments())
        + (event.getThrowable() == null ? "" : " throwable " + event.getThrowable());
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return CapturingLogger.class.getName();
  }

  @Override
  @SuppressWarnings("NullAway") // SLF4J passes null for what is not there
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String message, Object[] arguments, Throwable throwable) {
    throw new AssertionError("only the fluent API is used, was " + message);
  }

  @Override
  public boolean isTraceEnabled() {
    return !off.contains(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return !off.contains(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return !off.contains(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return !off.contains(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return !off.contains(Level.ERROR);
  }
}
