package dev.agentruntime.session;

/**
 * What happens to a run whose session another run of the same runtime holds. Runs of other
 * processes are not seen here; they meet in {@link SessionStore#save}, where one of them loses.
 */
public enum ConcurrentRuns {
  /**
   * It waits its turn, first come, first served; its deadline runs meanwhile, and it can be
   * cancelled.
   */
  QUEUE,
  /** It fails at once with a {@link SessionBusyException} that names the run in the way. */
  REFUSE
}
