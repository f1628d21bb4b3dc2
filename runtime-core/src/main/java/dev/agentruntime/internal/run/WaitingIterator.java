package dev.agentruntime.internal.run;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An iterator that waits for its next element. Confined to one thread.
 *
 * @param <E> what it iterates over
 */
abstract class WaitingIterator<E> implements Iterator<E> {
  private @Nullable E next;
  private boolean ended;

  /** Waits for the next element; null if there is none any more. */
  abstract @Nullable E await();

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = await();
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public E next() {
    E element = hasNext() ? next : null;
    if (element == null) {
      throw new NoSuchElementException("the run has ended");
    }
    next = null;
    return element;
  }
}
