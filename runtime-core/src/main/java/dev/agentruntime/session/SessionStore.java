package dev.agentruntime.session;

import dev.langchain4j.data.message.ChatMessage;
import java.util.List;

/**
 * Keeps conversations between runs.
 *
 * <p><b>Versions.</b> Each stored state of a session has a version, a number other than {@link
 * SessionSnapshot#ABSENT_VERSION} that says nothing but which state it is; it need not grow. A save
 * names the version it builds on and is refused if the stored state is another one, so of two
 * writers who began from the same state one loses, and knows it. A version must not come again for
 * other messages of the same session, not even after the session was deleted and made anew.
 *
 * <p><b>Whole or not at all.</b> A save replaces the conversation as one unit: whoever loads at the
 * same time sees the one before or the one after.
 *
 * <p><b>Messages.</b> They are langchain4j's; a store that needs text serialises them with {@code
 * ChatMessageSerializer} and {@code ChatMessageDeserializer}. What the runtime saves holds no
 * system message and is valid: it begins with a user message and each tool call is followed by its
 * result. What a store gives back may be anything, as others may write to it; the runtime repairs
 * it. Equal session ids of two tenants must never meet.
 *
 * <p><b>If it throws.</b> From {@link #load}: the run fails with the exception before the model is
 * asked, and nothing is written. From {@link #save}: the run fails with the exception after the
 * turn; what could not be saved is in {@code RunSummary.unsavedMessages()}, and the stored
 * conversation is the one before. {@link InterruptedException} cancels the run in the same way. The
 * runtime does not try again; a store that can should.
 *
 * <p>Implementations block plainly, heed interrupts, and must be safe for use by many threads.
 */
public interface SessionStore {

  /**
   * Reads a session.
   *
   * @param key which session
   * @return what is stored, or {@link SessionSnapshot#absent()}; never null
   * @throws InterruptedException if the thread was interrupted
   */
  SessionSnapshot load(SessionKey key) throws InterruptedException;

  /**
   * Replaces a session's conversation if nobody else has changed it since it was read.
   *
   * @param key which session
   * @param expected the version this builds on; {@link SessionSnapshot#ABSENT_VERSION} for a
   *     session that must not exist yet
   * @param messages the conversation, not empty; unmodifiable and unchanging, so it may be kept
   * @return the new version
   * @throws SessionConflictException if the stored version is not {@code expected}; nothing was
   *     changed then
   * @throws InterruptedException if the thread was interrupted; the save may have happened or not
   */
  long save(SessionKey key, long expected, List<ChatMessage> messages) throws InterruptedException;

  /**
   * Forgets a session. Does nothing if there is none. A run that is going on in this session loses
   * its next save by a conflict.
   *
   * @param key which session
   * @throws InterruptedException if the thread was interrupted
   */
  void delete(SessionKey key) throws InterruptedException;
}
