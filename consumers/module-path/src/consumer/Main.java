package consumer;

import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;

/** Uses the library from a named module. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Deadline deadline = Deadline.after(Duration.ofHours(1), TimeSource.system());
    String module = TimeSource.class.getModule().getName();
    if (deadline.remaining(TimeSource.system()).isZero() || !"dev.agentruntime".equals(module)) {
      throw new IllegalStateException("deadline " + deadline + " from module " + module);
    }
    System.out.println("ran on the module path, in module " + module);
  }
}
