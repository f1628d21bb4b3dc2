package dev.agentruntime.middleware.audit;

/**
 * Takes the tip of an audit stream to a place that who can write the stream cannot: another host, a
 * ticket, a daily mail. Without one nobody can tell that lines were cut off at the end.
 *
 * <p>Called on the thread of the writer with no lock held; records wait meanwhile, so it should be
 * quick. What it throws is counted and changes nothing.
 */
@FunctionalInterface
public interface AuditAnchor {

  /**
   * The stream has come so far.
   *
   * @param tip its last line
   */
  void tip(AuditTip tip);
}
