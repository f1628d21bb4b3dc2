package dev.agentruntime.middleware.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.approval.ApprovalRequest;
import dev.agentruntime.approval.Approver;
import dev.agentruntime.approval.Remember;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The approvals a host remembers, for as long as this object lives. A host without one remembers
 * none. Safe for use by many threads.
 */
public final class RememberedGrants {
  /** More are a policy in disguise; the oldest is forgotten. */
  public static final int MOST_REMEMBERED = 10_000;

  private final SequencedMap<String, RememberedGrant> grants =
      new LinkedHashMap<>(); // guarded by this

  /** Remembers nothing yet. */
  public RememberedGrants() {}

  synchronized void add(ApprovalRequest source, Remember terms, Approver by, Instant now) {
    if (!terms.scope().isKnownFor(source.origin())) {
      return;
    }
    String id = "grant-" + source.id();
    grants.putIfAbsent(
        id, new RememberedGrant(id, source, terms, by, now.plus(terms.lifetime()), 0));
    if (grants.size() > MOST_REMEMBERED) {
      grants.pollFirstEntry();
    }
  }

  /** Uses the most specific grant that covers a call, once; null if none does. */
  synchronized @Nullable RememberedGrant use(
      ApprovalRequest asked, ObjectNode arguments, Instant now) {
    grants.values().removeIf(grant -> !now.isBefore(grant.expiresAt()));
    RememberedGrant best = find(asked, arguments, now);
    if (best != null) {
      grants.put(best.id(), best.used());
    }
    return best;
  }

  /** The most specific grant that covers a call, or null; uses nothing up. */
  synchronized @Nullable RememberedGrant find(
      ApprovalRequest asked, ObjectNode arguments, Instant now) {
    return grants.values().stream()
        .filter(grant -> grant.covers(asked, arguments, now))
        .min(
            Comparator.comparing((RememberedGrant grant) -> grant.terms().scope())
                .thenComparingInt(grant -> -grant.terms().conditions().size()))
        .orElse(null);
  }

  /**
   * What is remembered.
   *
   * @return an unmodifiable snapshot, oldest first
   */
  public synchronized List<RememberedGrant> list() {
    return List.copyOf(grants.values());
  }

  /**
   * Takes one back: it covers no call from now on.
   *
   * @param grantId which
   * @return false if there was none
   */
  public synchronized boolean revoke(String grantId) {
    return grants.remove(grantId) != null;
  }

  @Override
  public synchronized String toString() {
    return "RememberedGrants(" + grants.size() + ")";
  }
}
