package dev.agentruntime.contributor;

import dev.agentruntime.context.RunContext;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;

/**
 * Looks up what the model should know before it answers: passages of documents, a customer's open
 * orders, approvals that wait.
 *
 * <p>Called once per run, before the first model call, on a thread of its own beside the other
 * sources'; there {@link RunContext#current()} is the run, so that an agent run in here is part of
 * it. It should end soon once interrupted, which is when its time is up or the run is told to stop.
 * Whom the run is for – tenant, principal – it learns from the context, never from the text.
 *
 * <p><b>If it throws</b>, or is late, the run goes on without it, unless {@linkplain
 * ContextSource#required() required}: then the run fails with a {@link ContextUnavailableException}
 * before the model is asked. Either way an event and a line in the log name the source.
 *
 * <p>Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface ContextContributor {

  /**
   * Looks it up.
   *
   * @param run for whom, and until when
   * @param input what the user said
   * @return blocks in the order of their weight, empty if there is nothing to say; never null
   * @throws InterruptedException if the thread was interrupted
   */
  List<ContextBlock> contribute(RunContext run, UserMessage input) throws InterruptedException;
}
