package dev.agentruntime.middleware.taint;

import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.context.MessageOrigin;
import dev.agentruntime.middleware.redact.ModelView;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one run's conversation: whether anybody untrusted has had a word in it, and what
 * trusted people said. Concluded from the committed messages, so what a session or a checkpoint
 * holds is concluded from again; and from the results of earlier turns, which the conversation may
 * have let go of. Calls of one turn do not disturb each other. Messages are looked at once. Guarded
 * by its own lock; nothing foreign runs under it.
 */
final class RunTaint {
  private static final int NEVER = Integer.MAX_VALUE;

  private final Labels labels;
  private final Slot<SessionTaint> sessions;

  /** Calls a person answered whose results have not been labelled yet. */
  private final Set<String> answeredByPerson = new HashSet<>();

  /**
   * Those results: the very messages, as ids come back once the conversation has let go of them.
   */
  private final Set<ChatMessage> personsWords = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Set<String> known = new HashSet<>();

  /** What trusted people said, each thing once; the text holds as many of them as were read. */
  private final List<String> said = new ArrayList<>();

  private final TrustedText text = new TrustedText();
  private int read;
  private boolean heardHost;
  private boolean untrusted;
  private boolean confidential;
  private int looked;

  /** Read once: what this run notes there is of no account to the calls of the same turn. */
  private @Nullable SessionTaint session;

  /** The latest turn a tool nobody vouches for was called in. */
  private int turn;

  /** The first turns that exposed the run, whether or not the conversation still shows it. */
  private int untrustedIn = NEVER;

  private int confidentialIn = NEVER;
  private @Nullable ChatMessage last;

  RunTaint(Labels labels, Slot<SessionTaint> sessions) {
    this.labels = labels;
    this.sessions = sessions;
  }

  // ---- what came of the conversation so far ----

  /**
   * Whether anybody untrusted has had a word in it.
   *
   * @param asking the turn of the call that asks; 0 for a call of a run within this one
   */
  synchronized boolean isUntrusted(RunFrame run, int asking) {
    lookAt(run);
    return untrusted || untrustedIn < Math.max(asking, turn);
  }

  /** Whether anything confidential has been told to it; asked as {@link #isUntrusted} is. */
  synchronized boolean isConfidential(RunFrame run, int asking) {
    lookAt(run);
    return confidential || confidentialIn < Math.max(asking, turn);
  }

  /** A tool of a run within this one has just told something confidential. */
  synchronized void sawConfidential(RunFrame run) {
    session(run).confidential = true;
    confidential = true;
  }

  // ---- what is noted at once, as nobody may look before the conversation lets go of it ----

  /** A call begins whose result may expose the run. */
  synchronized void begins(RunFrame run, int inTurn) {
    lookAt(run);
    turn = Math.max(turn, inTurn);
  }

  /** The result of a call is going to be in the conversation. */
  synchronized void exposed(RunFrame run, int inTurn, boolean toUntrusted, boolean toConfidential) {
    SessionTaint shared = session(run);
    if (toUntrusted) {
      untrustedIn = Math.min(untrustedIn, inTurn);
      shared.untrusted = true;
    }
    if (toConfidential) {
      confidentialIn = Math.min(confidentialIn, inTurn);
      shared.confidential = true;
    }
  }

  private SessionTaint session(RunFrame run) {
    SessionTaint known = session;
    if (known == null) {
      known = sessions.get(run);
      session = known;
      untrusted |= known.untrusted;
      confidential |= known.confidential;
    }
    return known;
  }

  @SuppressWarnings("ReferenceEquality") // the very message
  private void lookAt(RunFrame run) {
    session(run);
    List<ChatMessage> messages = run.conversation();
    int size = messages.size();
    if (size == 0 || (size == looked && messages.get(size - 1) == last)) {
      return;
    }
    boolean goesOn = looked > 0 && looked <= size && messages.get(looked - 1) == last;
    for (int i = goesOn ? looked : 0; i < size; i++) {
      label(messages.get(i), run.isInner());
    }
    looked = size;
    last = messages.getLast();
    remember(run);
  }

  /** What a conversation has lost of its beginning has still had its influence on the rest. */
  private void remember(RunFrame run) {
    SessionTaint shared = session(run);
    if (untrusted) {
      shared.untrusted = true;
    }
    if (confidential) {
      shared.confidential = true;
    }
  }

  private void label(ChatMessage message, boolean inner) {
    switch (message) {
      case SystemMessage system -> {
        if (!inner) {
          trust(system.text());
        }
      }
      case UserMessage user -> label(user, inner);
      case ToolExecutionResultMessage result -> label(result);
      default -> {} // the model's own words are as good as what it was told
    }
  }

  private void label(UserMessage message, boolean inner) {
    MessageOrigin origin = MessageOrigin.of(message);
    if (origin == MessageOrigin.LOOKED_UP) {
      untrusted = true;
      return;
    }
    boolean trusted = origin == MessageOrigin.TRUSTED_LOOKED_UP || (origin == null && !inner);
    for (Content content : message.contents()) {
      if (!(content instanceof TextContent words)) {
        untrusted = true; // a picture or a document: who knows who made it
      } else if (trusted) {
        trust(words.text());
      }
    }
  }

  private void label(ToolExecutionResultMessage result) {
    confidential |= labels.isConfidential(result.toolName());
    MessageOrigin origin = MessageOrigin.of(result);
    if (origin == MessageOrigin.RUNTIME) {
      return;
    }
    if (answeredByPerson.remove(result.id())) {
      personsWords.add(result);
    }
    if (personsWords.contains(result) || labels.isTrusted(result.toolName(), origin)) {
      trust(result.text());
    } else {
      untrusted = true;
    }
  }

  private void trust(@Nullable String words) {
    if (words != null && known.add(words)) {
      said.add(words);
    }
  }

  // ---- what people said ----

  /** How a call ended: whether a person answered in place of the tool. */
  synchronized void ended(String callId, boolean byPerson) {
    if (byPerson) {
      answeredByPerson.add(callId);
    } else {
      answeredByPerson.remove(callId);
    }
  }

  /** A person saw a call with these values and let it run. */
  synchronized void endorse(List<String> values) {
    values.forEach(this::trust);
  }

  /** Whether trusted people said a value, or a person let it pass before. */
  boolean knows(RunFrame run, Values.Value value, boolean whole, @Nullable ModelView view) {
    Unread unread = unread(run);
    // Vaults are asked without the lock; whoever is first reads what both have been shown.
    List<String> shown =
        view == null
            ? List.of()
            : unread.texts().stream().map(words -> view.of(run, words)).toList();
    return readAndFind(unread, shown, value, whole);
  }

  private record Unread(int from, List<String> texts) {}

  private synchronized Unread unread(RunFrame run) {
    if (!heardHost && !run.isInner()) {
      addHostsWords(run);
    }
    heardHost = true;
    return read == said.size()
        ? new Unread(read, List.of())
        : new Unread(read, List.copyOf(said.subList(read, said.size())));
  }

  private synchronized boolean readAndFind(
      Unread unread, List<String> shown, Values.Value value, boolean whole) {
    for (int i = Math.max(0, read - unread.from()); i < unread.texts().size(); i++) {
      String words = unread.texts().get(i);
      text.add(words);
      if (!shown.isEmpty() && !shown.get(i).equals(words)) {
        text.add(shown.get(i));
      }
      read++;
    }
    return value.isIn(text, whole);
  }

  /** Not those of an inner run: a tool made them, maybe of the outer model's words. */
  private void addHostsWords(RunFrame run) {
    run.principal().ifPresent(this::trust);
    run.tenant().ifPresent(this::trust);
    for (Object attribute : run.attributes().values()) {
      if (attribute instanceof String words) {
        trust(words);
      }
    }
  }

  /** Nothing of what was said. */
  @Override
  public synchronized String toString() {
    return "RunTaint(untrusted " + untrusted + ", confidential " + confidential + ")";
  }
}
