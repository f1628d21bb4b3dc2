package dev.agentruntime.testkit.provider;

import dev.agentruntime.testkit.Gate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a reply gets to the client: where it stalls, where it ends too early, where its bytes are
 * cut.
 *
 * <pre>{@code
 * Reply.text("The disk is full.").sent(Delivery.plain().stallAfterDeltas(2, gate))
 * Reply.text("Größe: 3 €").sent(Delivery.plain().split(Split.BYTES))
 * }</pre>
 *
 * <p>A <em>delta</em> is an event of a stream that carries a piece of text, of thinking or of a
 * call's arguments. A body that is not streamed counts as two deltas, its halves.
 *
 * <p>A stall ends when its gate is opened or the provider is closed. The test learns from the gate
 * that the reply has come to it; a client that goes away meanwhile is not noticed. Immutable; the
 * methods return changed copies.
 */
public final class Delivery {
  /** Few enough that a short sentence is several deltas, as it is with a model's tokens. */
  static final int DEFAULT_PIECE = 6;

  private static final Delivery PLAIN =
      new Delivery(null, new Ending.Regular(), Split.FRAMES, false, DEFAULT_PIECE);

  /** Where a reply waits. */
  enum Point {
    BEFORE_HEADERS,
    AFTER_HEADERS,
    AFTER_DELTAS
  }

  /** A wait at a gate. */
  record Stall(Point point, int deltas, Gate gate) {}

  /** How a reply ends. */
  sealed interface Ending {
    /** As it should. */
    record Regular() implements Ending {}

    /** With the connection closed and nothing sent. */
    record NoAnswer() implements Ending {}

    /** Cleanly for HTTP, but before the reply is complete. */
    record Cut(int deltas) implements Ending {}

    /** With the connection closed in the middle of the body. */
    record Drop(int deltas) implements Ending {}

    /** With an error event in the stream. */
    record Fail(int deltas, String message) implements Ending {}
  }

  private final @Nullable Stall stall;
  private final Ending ending;
  private final Split split;
  private final boolean escaped;
  private final int piece;

  private Delivery(@Nullable Stall stall, Ending ending, Split split, boolean escaped, int piece) {
    this.stall = stall;
    this.ending = ending;
    this.split = split;
    this.escaped = escaped;
    this.piece = piece;
  }

  /**
   * At once, complete, one chunk per event, {@value #DEFAULT_PIECE} characters in each.
   *
   * @return the same instance each time
   */
  public static Delivery plain() {
    return PLAIN;
  }

  /**
   * Accepts the request and sends nothing, not even a status, before a gate is open.
   *
   * @param gate what to wait at
   * @return a changed copy
   */
  public Delivery stallBeforeHeaders(Gate gate) {
    return with(new Stall(Point.BEFORE_HEADERS, 0, Objects.requireNonNull(gate, "gate")));
  }

  /**
   * Sends status and headers, and no byte of the body before a gate is open.
   *
   * @param gate what to wait at
   * @return a changed copy
   */
  public Delivery stallAfterHeaders(Gate gate) {
    return with(new Stall(Point.AFTER_HEADERS, 0, Objects.requireNonNull(gate, "gate")));
  }

  /**
   * Sends some deltas, and no more before a gate is open.
   *
   * @param deltas how many, at least 1; a reply with fewer stalls before what ends it
   * @param gate what to wait at
   * @return a changed copy
   */
  public Delivery stallAfterDeltas(int deltas, Gate gate) {
    return with(
        new Stall(
            Point.AFTER_DELTAS,
            atLeast(1, deltas, "deltas"),
            Objects.requireNonNull(gate, "gate")));
  }

  private Delivery with(Stall where) {
    return new Delivery(where, ending, split, escaped, piece);
  }

  /**
   * Closes the connection without an answer.
   *
   * @return a changed copy
   */
  public Delivery noAnswer() {
    return with(new Ending.NoAnswer());
  }

  /**
   * Ends the body after some deltas as if that were all: no finish reason, no {@code [DONE]}, no
   * {@code message_stop}; half a JSON text. HTTP itself sees nothing wrong.
   *
   * @param deltas how many, zero or more
   * @return a changed copy
   */
  public Delivery cutAfterDeltas(int deltas) {
    return with(new Ending.Cut(atLeast(0, deltas, "deltas")));
  }

  /**
   * Closes the connection after some deltas, in the middle of the body.
   *
   * @param deltas how many, zero or more
   * @return a changed copy
   */
  public Delivery dropAfterDeltas(int deltas) {
    return with(new Ending.Drop(atLeast(0, deltas, "deltas")));
  }

  /**
   * Sends an error event after some deltas and ends the stream, as providers do that are overloaded
   * while they answer. A body that is not streamed is cut.
   *
   * @param deltas how many, zero or more
   * @param message the error's message
   * @return a changed copy
   */
  public Delivery failAfterDeltas(int deltas, String message) {
    return with(
        new Ending.Fail(atLeast(0, deltas, "deltas"), Objects.requireNonNull(message, "message")));
  }

  private Delivery with(Ending how) {
    return new Delivery(stall, how, split, escaped, piece);
  }

  /**
   * Cuts the bytes elsewhere.
   *
   * @param where where
   * @return a changed copy
   */
  public Delivery split(Split where) {
    return new Delivery(stall, ending, Objects.requireNonNull(where, "where"), escaped, piece);
  }

  /**
   * Writes all that is not ASCII as JSON escapes, surrogate pairs as two of them.
   *
   * @return a changed copy
   */
  public Delivery escaped() {
    return new Delivery(stall, ending, split, true, piece);
  }

  /**
   * Puts another number of characters into each delta.
   *
   * @param characters how many code points, at least 1
   * @return a changed copy
   */
  public Delivery inPiecesOf(int characters) {
    return new Delivery(stall, ending, split, escaped, atLeast(1, characters, "characters"));
  }

  private static int atLeast(int bound, int value, String name) {
    if (value < bound) {
      throw new IllegalArgumentException(name + " must be at least " + bound + ", was " + value);
    }
    return value;
  }

  /** The gate to wait at here, or null to go on. */
  @Nullable Gate gateAt(Point point) {
    return stall != null && stall.point() == point ? stall.gate() : null;
  }

  /** Before which of the frames to wait at the gate, if that is after deltas; else never. */
  int stallsBefore(List<Frame> frames) {
    return stall != null && stall.point() == Point.AFTER_DELTAS
        ? after(frames, stall.deltas())
        : Integer.MAX_VALUE;
  }

  /** How many of the frames to send. */
  int sends(List<Frame> frames) {
    return switch (ending) {
      case Ending.Regular() -> frames.size();
      case Ending.NoAnswer() -> 0;
      case Ending.Cut(int deltas) -> after(frames, deltas);
      case Ending.Drop(int deltas) -> after(frames, deltas);
      case Ending.Fail(int deltas, String _) -> after(frames, deltas);
    };
  }

  /** How many frames there are up to a delta, or to the last one; of none, up to the first. */
  private static int after(List<Frame> frames, int deltas) {
    int end = 0;
    int seen = 0;
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).delta()) {
        if (seen == deltas) {
          return deltas == 0 ? i : end;
        }
        seen++;
        end = i + 1;
      }
    }
    return end;
  }

  Ending ending() {
    return ending;
  }

  Split split() {
    return split;
  }

  boolean isEscaped() {
    return escaped;
  }

  Pieces pieces() {
    return new Pieces(piece);
  }
}
