package dev.agentruntime.artifact;

import java.util.Optional;

/**
 * Keeps texts for those who may read them. What is kept has been redacted already, and comes from
 * tools: it is data, not instructions.
 *
 * <p>A store is bounded and may drop what was kept, the oldest first; whoever asks for it then is
 * told that it is not there. It must never give one scope's text to another, whatever handle is
 * asked for: handles come from a model and may be guessed.
 *
 * <p>A store that cannot do its work throws an unchecked exception. A result whose rest could not
 * be kept is then shown without a handle.
 *
 * <p>Implementations block plainly, heed interrupts, and must be safe for use by many threads.
 */
public interface ArtifactStore {

  /**
   * Keeps a text.
   *
   * @param scope who may read it
   * @param text the text
   * @return its handle, short and printable, within the scope of this text alone; a text kept
   *     before should get the handle it had, so that results that repeat look alike; empty if the
   *     store has no room for a text of that length
   * @throws InterruptedException if the thread was interrupted
   */
  Optional<String> save(ArtifactScope scope, String text) throws InterruptedException;

  /**
   * Gives a text back.
   *
   * @param scope who asks
   * @param handle what {@link #save} returned, or anything else
   * @return the text, or empty if this scope has no such artifact or has it no more
   * @throws InterruptedException if the thread was interrupted
   */
  Optional<String> load(ArtifactScope scope, String handle) throws InterruptedException;
}
