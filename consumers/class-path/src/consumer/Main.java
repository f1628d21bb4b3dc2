package consumer;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;

/** Uses the library from the class path. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Deadline deadline = Deadline.after(Duration.ofHours(1), TimeSource.system());
    if (deadline.remaining(TimeSource.system()).isZero()
        || TimeSource.class.getModule().isNamed()) {
      throw new IllegalStateException(
          "deadline " + deadline + " in " + TimeSource.class.getModule());
    }
    System.out.println("ran on the class path");
  }
}
