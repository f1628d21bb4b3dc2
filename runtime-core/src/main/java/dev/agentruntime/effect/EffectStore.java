package dev.agentruntime.effect;

import java.util.Optional;

/**
 * Keeps what is known of effects, at least as long as the runs they belong to may be resumed.
 *
 * <p><b>One writer wins.</b> {@link #insert} writes only if there is no record, {@link #replace}
 * and {@link #remove} only if the record is the one named by its token. Each is atomic, and whoever
 * reads after a write that succeeded sees it, in whatever process: two who mean to have the same
 * effect must never both be told that they may.
 *
 * <p>A store that cannot do its work, or has no room, throws an unchecked exception: the call is
 * then refused before its effect, or its effect counts as unknown after it. A store must not make
 * room by dropping a record of a run that may still be resumed.
 *
 * <p>Implementations block plainly, heed interrupts, and must be safe for use by many threads.
 */
public interface EffectStore {

  /**
   * Reads a record.
   *
   * @param key which effect
   * @return what is known, or empty if nothing is
   * @throws InterruptedException if the thread was interrupted
   */
  Optional<EffectRecord> find(EffectKey key) throws InterruptedException;

  /**
   * What is known without blocking, for a look before somebody is asked to approve a call. May be
   * behind the truth, may be empty.
   *
   * @param key which effect
   * @return what is known, or empty
   */
  default Optional<EffectRecord> glance(EffectKey key) {
    return Optional.empty();
  }

  /**
   * Writes a record if there is none.
   *
   * @param key which effect
   * @param record what to write
   * @return whether it was written
   * @throws InterruptedException if the thread was interrupted; it may have been written or not
   */
  boolean insert(EffectKey key, EffectRecord record) throws InterruptedException;

  /**
   * Replaces a record by another one.
   *
   * @param key which effect
   * @param expectedToken names the record that is to be there
   * @param next what to write
   * @return whether it was written
   * @throws InterruptedException if the thread was interrupted; it may have been written or not
   */
  boolean replace(EffectKey key, String expectedToken, EffectRecord next)
      throws InterruptedException;

  /**
   * Forgets a record.
   *
   * @param key which effect
   * @param expectedToken names the record that is to be there
   * @return whether it was there
   * @throws InterruptedException if the thread was interrupted; it may have been removed or not
   */
  boolean remove(EffectKey key, String expectedToken) throws InterruptedException;
}
