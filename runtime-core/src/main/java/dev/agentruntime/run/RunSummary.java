package dev.agentruntime.run;

import dev.agentruntime.context.Usage;
import dev.langchain4j.data.message.ChatMessage;
import java.time.Duration;
import java.util.List;

/** What is known of a run that has ended, whichever way. Made by the runtime. Immutable. */
public interface RunSummary {

  /**
   * The run's identity.
   *
   * @return the id
   */
  String runId();

  /**
   * The agent, preceded by those that called it.
   *
   * @return names joined by '/'
   */
  String agentPath();

  /**
   * What the run used up, its sub-agents included.
   *
   * @return counts and tokens
   */
  Usage usage();

  /**
   * How long the run took.
   *
   * @return time on the monotonic clock
   */
  Duration elapsed();

  /**
   * The conversation as it stands: valid for every provider, each tool call answered. It holds the
   * words of user and host as they gave them. Not for logs.
   *
   * @return an unmodifiable list, oldest first
   */
  List<ChatMessage> messages();

  /**
   * What of the conversation is not in the session's store, as far as is known: the user's words if
   * no turn answered them, and a turn whose save was refused, failed or was interrupted. Tools of
   * such a turn have run all the same.
   *
   * @return an unmodifiable list, oldest first; empty for a run without a session or a store
   */
  List<ChatMessage> unsavedMessages();

  /**
   * Work that ignored its interrupt and was left behind; it may still be running.
   *
   * @return names of threads, empty if nothing was left
   */
  List<String> abandonedWork();
}
