package dev.agentruntime.middleware.effect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.CanonicalJson;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which effects a session has had lately, by tool and arguments; bounded. Reads no clock. Safe for
 * use by many threads.
 */
final class RecentEffects {
  /** Beyond it the oldest are forgotten: no conversation has that many effects in a window. */
  static final int MAX_KEPT = 1_000;

  /**
   * What was done. Equal only if it is the same; the fingerprint finds the place, no more.
   *
   * @param tool the tool's name
   * @param arguments what with; must not be changed any more
   * @param fingerprint of the arguments
   */
  record Deed(String tool, JsonNode arguments, int fingerprint) {
    static Deed of(String tool, JsonNode arguments) {
      return new Deed(tool, arguments, CanonicalJson.fingerprint(arguments));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Deed that
          && that.fingerprint == fingerprint
          && that.tool.equals(tool)
          && CanonicalJson.same(that.arguments, arguments);
    }

    @Override
    public int hashCode() {
      return 31 * fingerprint + tool.hashCode();
    }

    /** Not what with: it may hold secrets. */
    @Override
    public String toString() {
      return "Deed(" + tool + ")";
    }
  }

  private record Done(String call, long untilNanos) {}

  /** Guarded by this; the oldest first. */
  private final Map<Deed, Done> deeds = new LinkedHashMap<>();

  /** Whether another call has done the same within its window. */
  synchronized boolean isRepeat(Deed deed, String call, long nowNanos) {
    Done before = deeds.get(deed);
    return before != null && before.untilNanos - nowNanos > 0 && !before.call.equals(call);
  }

  /** Takes note of a deed about to be done, unless another call has done the same. */
  synchronized boolean claim(Deed deed, String call, long nowNanos, long windowNanos) {
    if (isRepeat(deed, call, nowNanos)) {
      return false;
    }
    note(deed, call, nowNanos + windowNanos);
    return true;
  }

  /** Takes note of a deed about to be done once more, which somebody agreed to. */
  synchronized void note(Deed deed, String call, long untilNanos) {
    deeds.remove(deed);
    deeds.put(deed, new Done(call, untilNanos));
    if (deeds.size() > MAX_KEPT) {
      Iterator<Done> oldest = deeds.values().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** The call came to nothing. */
  synchronized void forget(Deed deed, String call) {
    Done done = deeds.get(deed);
    if (done != null && done.call.equals(call)) {
      deeds.remove(deed);
    }
  }
}
