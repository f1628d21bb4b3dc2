package dev.agentruntime.tools.jvm;

import java.time.Duration;
import java.util.List;

/**
 * What a flight recording sampled, equal stacks summed up. Immutable.
 *
 * @param over how long was recorded
 * @param weight the weights of all samples, summed: samples for processor time, bytes for
 *     allocation
 * @param stacks the stacks, heaviest first, bounded
 */
public record Profile(Duration over, long weight, List<Stack> stacks) {

  /** Copies the list. */
  public Profile {
    stacks = List.copyOf(stacks);
  }

  /**
   * Samples with the same subject and the same frames. Immutable.
   *
   * @param subject what was sampled: the thread for processor time, the class of the objects for
   *     allocation
   * @param frames the frames as {@code class.method:line}, innermost first, bounded
   * @param weight the weights of these samples, summed
   */
  public record Stack(String subject, List<String> frames, long weight) {

    /** Copies the list. */
    public Stack {
      frames = List.copyOf(frames);
    }
  }
}
