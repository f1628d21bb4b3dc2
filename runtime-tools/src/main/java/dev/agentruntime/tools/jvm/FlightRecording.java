package dev.agentruntime.tools.jvm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Reads a recording's samples. Stateless. */
final class FlightRecording {
  private static final int MAX_FRAMES = 12;
  private static final int MAX_STACKS = 25;

  private FlightRecording() {}

  /** What is sampled: which events are switched on, and how one is read. */
  enum Kind {
    CPU,
    ALLOCATION;

    List<String> settings() {
      return this == CPU
          ? List.of("+jdk.ExecutionSample#enabled=true", "+jdk.ExecutionSample#period=10ms")
          : List.of(
              "+jdk.ObjectAllocationSample#enabled=true",
              "+jdk.ObjectAllocationSample#stackTrace=true",
              "+jdk.ObjectAllocationSample#throttle=500/s");
    }

    private String eventName() {
      return this == CPU ? "jdk.ExecutionSample" : "jdk.ObjectAllocationSample";
    }

    private String subject(RecordedEvent event) {
      if (this == CPU) {
        @Nullable RecordedThread thread = event.getThread("sampledThread");
        String name = thread == null ? null : thread.getJavaName();
        return name == null ? "?" : name;
      }
      @Nullable RecordedClass type = event.getClass("objectClass");
      return type == null ? "?" : type.getName();
    }

    private long weight(RecordedEvent event) {
      return this == CPU ? 1 : event.getLong("weight");
    }
  }

  private record Key(String subject, List<String> frames) {}

  static Profile read(Path file, Kind kind, Duration over)
      throws IOException, InterruptedException {
    Map<Key, Long> weights = new HashMap<>();
    long total = 0;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while reading a recording");
        }
        RecordedEvent event = recording.readEvent();
        @Nullable RecordedStackTrace trace = event.getStackTrace();
        if (event.getEventType().getName().equals(kind.eventName()) && trace != null) {
          long weight = kind.weight(event);
          weights.merge(new Key(kind.subject(event), frames(trace)), weight, Long::sum);
          total += weight;
        }
      }
    }
    List<Profile.Stack> stacks = new ArrayList<>();
    weights.forEach(
        (key, weight) -> stacks.add(new Profile.Stack(key.subject(), key.frames(), weight)));
    stacks.sort(Comparator.comparingLong(Profile.Stack::weight).reversed());
    return new Profile(over, total, stacks.subList(0, Math.min(MAX_STACKS, stacks.size())));
  }

  private static List<String> frames(RecordedStackTrace trace) {
    List<String> frames = new ArrayList<>();
    for (RecordedFrame frame : trace.getFrames()) {
      if (frames.size() == MAX_FRAMES) {
        break;
      }
      if (frame.isJavaFrame()) {
        String method = frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
        frames.add(frame.getLineNumber() > 0 ? method + ":" + frame.getLineNumber() : method);
      }
    }
    return frames;
  }
}
