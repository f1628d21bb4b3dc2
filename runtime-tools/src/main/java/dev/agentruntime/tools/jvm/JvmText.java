package dev.agentruntime.tools.jvm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Words answers for a model: the JVM's own lines, equal stacks once, long lists cut with a mark.
 */
final class JvmText {
  private static final int MAX_STACK_LINES = 24;
  private static final int MAX_BUSY = 10;
  private static final int TOP_OF_STACK = 6;
  private static final int MAX_NAMES = 12;

  private JvmText() {}

  private record Same(String state, List<String> stack, List<String> synchronizers) {}

  static String of(ThreadDump dump) {
    Map<Same, List<DumpedThread>> groups = new LinkedHashMap<>();
    List<String> without = new ArrayList<>();
    for (DumpedThread thread : dump.threads()) {
      if (thread.stack().isEmpty()) {
        without.add(thread.name());
      } else {
        groups
            .computeIfAbsent(
                new Same(thread.state(), thread.stack(), thread.synchronizers()),
                _ -> new ArrayList<>())
            .add(thread);
      }
    }
    StringBuilder text = new StringBuilder();
    groups.forEach((same, threads) -> append(text, same, threads));
    if (!without.isEmpty()) {
      text.append(without.size())
          .append(" threads without Java frames: ")
          .append(names(without))
          .append('\n');
    }
    if (dump.deadlocks().isEmpty()) {
      return text.append("The JVM reports no deadlock.\n").toString();
    }
    dump.deadlocks().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static void append(StringBuilder text, Same same, List<DumpedThread> threads) {
    DumpedThread first = threads.getFirst();
    if (threads.size() == 1) {
      text.append('"').append(first.name()).append("\" #").append(first.id());
      text.append(" cpu=")
          .append(millis(first.cpu()))
          .append("ms elapsed=")
          .append(millis(first.age()))
          .append("ms\n");
    } else {
      text.append(threads.size()).append(" threads with this stack: ");
      text.append(names(threads.stream().map(thread -> '"' + thread.name() + '"').toList()))
          .append('\n');
    }
    text.append("   java.lang.Thread.State: ").append(same.state()).append('\n');
    appendStack(text, same.stack());
    if (!same.synchronizers().isEmpty()) {
      text.append("   Locked ownable synchronizers:\n");
      same.synchronizers().forEach(line -> text.append('\t').append(line).append('\n'));
    }
    text.append('\n');
  }

  private static void appendStack(StringBuilder text, List<String> stack) {
    stack.stream()
        .limit(MAX_STACK_LINES)
        .forEach(line -> text.append('\t').append(line).append('\n'));
    if (stack.size() > MAX_STACK_LINES) {
      text.append("\t[… ").append(stack.size() - MAX_STACK_LINES).append(" lines more]\n");
    }
  }

  static String ofLoad(List<ThreadLoad> loads) {
    StringBuilder text =
        new StringBuilder("processor time by thread, busiest first; 100 % is one processor\n");
    for (ThreadLoad load : loads.stream().limit(MAX_BUSY).toList()) {
      DumpedThread thread = load.thread();
      text.append(String.format(Locale.ROOT, "%5.1f %%", 100 * load.share()));
      text.append("  ")
          .append(millis(load.cpu()))
          .append(" of ")
          .append(millis(load.over()))
          .append(" ms  \"");
      text.append(thread.name())
          .append("\" #")
          .append(thread.id())
          .append("  ")
          .append(thread.state())
          .append('\n');
      thread.stack().stream()
          .filter(line -> line.startsWith("at "))
          .limit(TOP_OF_STACK)
          .forEach(line -> text.append("\t").append(line).append('\n'));
    }
    return text.toString();
  }

  static String of(HeapHistogram histogram, int rows) {
    StringBuilder text = new StringBuilder("#instances  #bytes  class\n");
    for (HeapHistogram.Row row : histogram.rows().stream().limit(rows).toList()) {
      text.append(row.instances())
          .append("  ")
          .append(row.bytes())
          .append("  ")
          .append(row.className())
          .append('\n');
    }
    if (histogram.rows().size() > rows) {
      text.append("[… ").append(histogram.rows().size() - rows).append(" classes more]\n");
    }
    return text.append("total ")
        .append(histogram.instances())
        .append(" instances, ")
        .append(histogram.bytes())
        .append(" bytes\n")
        .toString();
  }

  static String of(Profile profile, String unit) {
    StringBuilder text = new StringBuilder();
    text.append(profile.weight())
        .append(' ')
        .append(unit)
        .append(" in ")
        .append(millis(profile.over()))
        .append(" ms\n");
    for (Profile.Stack stack : profile.stacks()) {
      double percent = profile.weight() == 0 ? 0 : 100.0 * stack.weight() / profile.weight();
      text.append(String.format(Locale.ROOT, "%5.1f %%", percent))
          .append("  ")
          .append(stack.weight())
          .append(' ')
          .append(unit);
      text.append("  ").append(stack.subject()).append('\n');
      stack.frames().forEach(frame -> text.append("\tat ").append(frame).append('\n'));
    }
    return text.toString();
  }

  private static String names(List<String> names) {
    String shown = names.stream().limit(MAX_NAMES).collect(Collectors.joining(", "));
    return names.size() > MAX_NAMES
        ? shown + " and " + (names.size() - MAX_NAMES) + " more"
        : shown;
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }
}
