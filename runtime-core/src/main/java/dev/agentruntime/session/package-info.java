/**
 * Conversations that outlive a run: where they are kept ({@link
 * dev.agentruntime.session.SessionStore}), how much of one is kept ({@link
 * dev.agentruntime.session.ConversationWindow}), and the structure that can only hold a valid one
 * ({@link dev.agentruntime.session.Conversation}). Start reading at {@code SessionStore}. Nothing
 * here knows the loop.
 */
@NullMarked
package dev.agentruntime.session;

import org.jspecify.annotations.NullMarked;
