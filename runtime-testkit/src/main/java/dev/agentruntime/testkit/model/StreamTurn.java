package dev.agentruntime.testkit.model;

import dev.agentruntime.testkit.Gate;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a streaming model does when it is asked, step by step: says pieces, pauses, stalls, ends –
 * well, badly, twice or never.
 *
 * <pre>{@code
 * StreamTurn.saying("The disk", " is full.")
 * StreamTurn.of(Turn.call("read_log", "{\"file\":\"app.log\"}"))
 * StreamTurn.begin().text("The disk").pause(Duration.ofMinutes(5)).text(" is full.").complete()
 * StreamTurn.begin().text("The disk").fail(new IOException("connection reset"))
 * }</pre>
 *
 * <p>Unless told otherwise the steps are taken on a thread of the model's own, as real clients call
 * back on threads of theirs. A turn that is cancelled takes no further step but to report an error,
 * as langchain4j's clients on the JDK's HTTP client do. A turn without an end never ends, and
 * leaves no thread.
 *
 * <p>Immutable; the methods that change something return changed copies.
 */
public final class StreamTurn {
  /** One thing that a stream does. */
  @FunctionalInterface
  interface Step {
    void take(StreamPlay play) throws InterruptedException;
  }

  private record Named(String what, Step step) {}

  private final List<Named> steps;
  private final String said;
  private final boolean onCallingThread;
  private final boolean ignoringCancel;

  private StreamTurn(
      List<Named> steps, String said, boolean onCallingThread, boolean ignoringCancel) {
    this.steps = List.copyOf(steps);
    this.said = said;
    this.onCallingThread = onCallingThread;
    this.ignoringCancel = ignoringCancel;
  }

  /**
   * A stream that does nothing yet.
   *
   * @return a new turn
   */
  public static StreamTurn begin() {
    return new StreamTurn(List.of(), "", false, false);
  }

  /**
   * Says a text in pieces and ends well.
   *
   * @param pieces the pieces
   * @return a new turn
   */
  public static StreamTurn saying(String... pieces) {
    StreamTurn turn = begin();
    for (String piece : pieces) {
      turn = turn.text(piece);
    }
    return turn.complete();
  }

  /**
   * Says what another turn says, calls included, a few characters at a time, and ends as it does. A
   * turn that fails or hangs does so before the first piece.
   *
   * @param whole the turn
   * @return a new turn
   */
  public static StreamTurn of(Turn whole) {
    Objects.requireNonNull(whole, "whole");
    return begin().then(whole.toString(), play -> play.whole(whole));
  }

  /**
   * Then says a piece of text.
   *
   * @param piece the piece, not empty
   * @return a changed copy
   */
  public StreamTurn text(String piece) {
    StreamTurn more =
        then("'" + Texts.cut(piece) + "'", play -> play.text(new PartialResponse(piece)));
    return new StreamTurn(more.steps, said + piece, onCallingThread, ignoringCancel);
  }

  /**
   * Then thinks a piece.
   *
   * @param piece the piece, not empty
   * @return a changed copy
   */
  public StreamTurn thinking(String piece) {
    PartialThinking thought = new PartialThinking(piece);
    return then("think", play -> play.thinking(thought));
  }

  /**
   * Then writes a piece of a tool call.
   *
   * @param index which call of the turn, from 0
   * @param id the call's id, or null
   * @param tool the tool's name
   * @param arguments the next piece of the arguments
   * @return a changed copy
   */
  public StreamTurn callPiece(int index, @Nullable String id, String tool, String arguments) {
    PartialToolCall piece =
        PartialToolCall.builder()
            .index(index)
            .id(id)
            .name(tool)
            .partialArguments(arguments)
            .build();
    return then("piece of call " + tool, play -> play.toolCall(piece));
  }

  /**
   * Then calls back with nulls and with an empty text in place of pieces, as some clients do.
   *
   * @return a changed copy
   */
  public StreamTurn nulls() {
    return then("nulls", StreamPlay::nulls);
  }

  /**
   * Then is silent for a time, counted on the model's clock.
   *
   * @param time how long
   * @return a changed copy
   */
  public StreamTurn pause(Duration time) {
    Objects.requireNonNull(time, "time");
    return then("pause " + time, play -> play.pause(time));
  }

  /**
   * Then is silent until a test opens a gate, whoever cancels or interrupts.
   *
   * @param gate what the stream waits at
   * @return a changed copy
   */
  public StreamTurn stallUntil(Gate gate) {
    Objects.requireNonNull(gate, "gate");
    return then("stall", play -> play.stallUntil(gate));
  }

  /**
   * Then ends well, with all the text said so far and the finish reason {@code STOP}.
   *
   * @return a changed copy
   */
  public StreamTurn complete() {
    return complete(Turn.answer(said));
  }

  /**
   * Then ends with a response, which need not be what was said.
   *
   * @param whole a turn that answers
   * @return a changed copy
   */
  public StreamTurn complete(Turn whole) {
    Objects.requireNonNull(whole, "whole");
    return then("complete", play -> play.complete(whole));
  }

  /**
   * Then breaks off as a lost connection looks like: an end with what was said so far and no finish
   * reason.
   *
   * @return a changed copy
   */
  public StreamTurn breakOff() {
    return complete(Turn.answer(said).finishing(null));
  }

  /**
   * Then fails.
   *
   * @param error what is reported
   * @return a changed copy
   */
  public StreamTurn fail(Throwable error) {
    Objects.requireNonNull(error, "error");
    return then("fail with " + error.getClass().getSimpleName(), play -> play.fail(error));
  }

  /**
   * This turn with all steps taken on the thread that asks, before its call returns.
   *
   * @return a changed copy
   */
  public StreamTurn onCallingThread() {
    return new StreamTurn(steps, said, true, ignoringCancel);
  }

  /**
   * This turn going on when it is cancelled.
   *
   * @return a changed copy
   */
  public StreamTurn ignoringCancel() {
    return new StreamTurn(steps, said, onCallingThread, true);
  }

  private StreamTurn then(String what, Step step) {
    List<Named> more = new ArrayList<>(steps);
    more.add(new Named(what, step));
    return new StreamTurn(more, said, onCallingThread, ignoringCancel);
  }

  boolean isOnCallingThread() {
    return onCallingThread;
  }

  /** Takes all steps, on the current thread. */
  void play(StreamPlay play) throws InterruptedException {
    for (Named named : steps) {
      if (!ignoringCancel && play.endIfCancelled()) {
        return;
      }
      named.step().take(play);
    }
    if (!ignoringCancel) {
      play.endIfCancelled();
    }
  }

  @Override
  public String toString() {
    return String.join(", then ", steps.stream().map(Named::what).toList());
  }
}
