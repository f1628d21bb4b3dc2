package dev.agentruntime.middleware.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.approval.ToolIdentity;
import dev.agentruntime.json.ArgumentsDigest;
import dev.agentruntime.tool.ToolOutcome;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What people have said no to in a run and the runs inside it, so that nobody is asked the same
 * again. Safe for use by many threads.
 */
final class Rejections {
  /** More than anybody says no to; of a longer list the oldest is asked again. */
  private static final int MOST = 1_000;

  private final SequencedMap<String, ToolOutcome.Rejected> known =
      new LinkedHashMap<>(); // guarded by this

  static String fingerprint(ToolIdentity tool, ObjectNode arguments) {
    return ArgumentsDigest.of("rejection").field(tool.name()).json(arguments).hex();
  }

  synchronized void add(String fingerprint, ToolOutcome.Rejected rejected) {
    known.put(fingerprint, rejected);
    if (known.size() > MOST) {
      known.pollFirstEntry();
    }
  }

  synchronized ToolOutcome.@Nullable Rejected find(String fingerprint) {
    return known.get(fingerprint);
  }
}
