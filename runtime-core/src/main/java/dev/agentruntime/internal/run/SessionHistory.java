package dev.agentruntime.internal.run;

import dev.agentruntime.event.RunEvent;
import dev.agentruntime.session.Conversation;
import dev.agentruntime.session.ConversationWindow;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.session.SessionSnapshot;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeLimit;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The messages of a run that belongs to a session: instructions, what is left of the conversation,
 * looked-up context ahead of what the user said, and what came of it. Holds the session from {@link
 * #enter} to {@link #close}. Owner thread only.
 *
 * <p>What is added stands aside first; when the model is asked or a turn is saved, it joins the
 * conversation, which lets go of what no longer fits. Saved is only what ends with an answer: the
 * user's words become durable together with the first turn that answers them, so a run that fails
 * before leaves no trace and can be repeated.
 */
final class SessionHistory extends AbstractList<ChatMessage>
    implements RandomAccess, AutoCloseable {
  private final SessionSetup setup;
  private final SessionKey key;
  private final RunState run;

  private @Nullable SystemMessage system;
  private @Nullable UserMessage context;
  private @Nullable UserMessage input;

  private long version = SessionSnapshot.ABSENT_VERSION;
  private Conversation conversation;

  /** The conversation as a list; it is read message by message. */
  private List<ChatMessage> said;

  /** As far as the conversation has been answered; this is what may be saved. */
  private Conversation answered;

  /** How many messages have joined the conversation since it was last saved, and since answered. */
  private int unsaved;

  private int unanswered;

  /** Where looked-up context stands in the conversation. */
  private int contextAt;

  private final List<ChatMessage> aside = new ArrayList<>();

  private SessionHistory(SessionSetup setup, SessionKey key, RunState run) {
    this.setup = setup;
    this.key = key;
    this.run = run;
    this.conversation = Conversation.empty(setup.options().window());
    this.answered = conversation;
    this.said = conversation.messages();
  }

  /**
   * Takes the run's session and loads it.
   *
   * @return the history, to be closed; null for a run without a session or a store
   */
  static @Nullable SessionHistory enter(RunState run) throws InterruptedException {
    SessionSetup setup = run.core().sessions();
    String session = setup == null ? null : run.sessionId().orElse(null);
    if (setup == null || session == null) {
      return null;
    }
    SessionHistory history = new SessionHistory(setup, new SessionKey(run.tenant(), session), run);
    setup.queue().enter(history.key, run, setup.options().concurrentRuns());
    boolean loaded = false;
    try {
      history.load();
      loaded = true;
      return history;
    } finally {
      if (!loaded) {
        history.close();
      }
    }
  }

  private void load() throws InterruptedException {
    SessionSnapshot stored =
        Objects.requireNonNull(
            setup.store().load(key), () -> "session store " + setup.store() + " loaded null");
    version = stored.version();
    ConversationWindow window = setup.options().window();
    List<ChatMessage> messages = stored.messages();
    if (!Conversation.isOne(messages)) {
      ConversationRepair.Repaired repaired = ConversationRepair.of(messages);
      tell(repaired);
      messages = repaired.messages();
    }
    conversation = Conversation.of(messages, window);
    answered = conversation;
    said = conversation.messages();
  }

  private void tell(ConversationRepair.Repaired repaired) {
    if (repaired.isOfNote()) {
      LoggerFactory.getLogger("dev.agentruntime.session")
          .warn(
              "run {}: the stored conversation was repaired: {} calls answered, {} messages"
                  + " dropped, {} changed",
              run.runId(),
              repaired.answered(),
              repaired.dropped(),
              repaired.changed());
      run.emit(
          origin ->
              new RunEvent.SessionRepaired(
                  origin, repaired.answered(), repaired.dropped(), repaired.changed()));
    }
  }

  /** What the run begins with. */
  void begin(
      @Nullable SystemMessage instructions, @Nullable UserMessage lookedUp, UserMessage words) {
    system = instructions;
    context = lookedUp;
    input = words;
    contextAt = said.size();
    add(words);
  }

  /** Goes on where an earlier part of the same run stood. */
  void goOnFrom(SessionHistory earlier) {
    system = earlier.system;
    context = earlier.context;
    input = earlier.input;
    List<ChatMessage> left = earlier.unsavedMessages();
    contextAt = left.isEmpty() ? placeOf(input, conversation.messages()) : conversation.size();
    addAll(left);
  }

  // ---- as a list

  @Override
  public int size() {
    return inFront() + said.size() + (context == null ? 0 : 1) + aside.size();
  }

  private int inFront() {
    return system == null ? 0 : 1;
  }

  @Override
  public ChatMessage get(int index) {
    Objects.checkIndex(index, size());
    if (system != null && index == 0) {
      return system;
    }
    int at = index - inFront();
    if (context != null && at == contextAt) {
      return context;
    }
    int place = context == null || at < contextAt ? at : at - 1;
    return place < said.size() ? said.get(place) : aside.get(place - said.size());
  }

  /** How a request copies it, once per model call. */
  @Override
  public Object[] toArray() {
    Object[] all = new Object[size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = get(i);
    }
    return all;
  }

  @Override
  public boolean add(ChatMessage message) {
    modCount++;
    return aside.add(Objects.requireNonNull(message, "message"));
  }

  /** Takes back what was added last; what has joined the conversation stays. */
  @Override
  protected void removeRange(int from, int to) {
    int before = size() - aside.size();
    aside.subList(from - before, to - before).clear();
    modCount++;
  }

  // ---- as a conversation

  /** Has what was added join the conversation, within its bound. */
  void join() {
    if (aside.isEmpty()) {
      return;
    }
    modCount++;
    conversation = conversation.plus(aside);
    said = conversation.messages();
    int joined = aside.size();
    unsaved += joined;
    if (aside.getLast() instanceof UserMessage) {
      unanswered += joined;
    } else {
      answered = conversation;
      unanswered = 0;
    }
    aside.clear();
    contextAt = context == null ? 0 : placeOf(input, said);
  }

  /** Saves what has been answered, if anything is new. */
  void save() throws InterruptedException {
    join();
    if (unsaved == unanswered) {
      return;
    }
    if (Thread.interrupted()) {
      run.interrupted(
          null); // taken up here, so that what tools have done can still be written down
    }
    TimeLimit limit = run.cancellationOrNull() == null ? null : lastWords();
    try {
      version = setup.store().save(key, version, answered.messages());
    } finally {
      if (limit != null) {
        limit.end();
      }
    }
    unsaved = unanswered;
  }

  /** Nobody will interrupt a run twice that was told to stop, so its last save has a time limit. */
  private TimeLimit lastWords() {
    return run.core()
        .services()
        .watchdog()
        .arm(Deadline.after(run.agent().limits().grace(), run.time()));
  }

  /** What was said in this run and is not in the store, as far as is known. */
  List<ChatMessage> unsavedMessages() {
    List<ChatMessage> left =
        new ArrayList<>(said.subList(Math.max(0, said.size() - unsaved), said.size()));
    left.addAll(aside);
    return List.copyOf(left);
  }

  @Override
  public void close() {
    setup.queue().leave(key);
  }

  /** Where the input stands; the front, if the window has let go of it. */
  private static int placeOf(@Nullable UserMessage input, List<ChatMessage> messages) {
    return input == null ? 0 : Math.max(0, messages.lastIndexOf(input));
  }
}
