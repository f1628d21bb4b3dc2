package dev.agentruntime.testkit.provider;

import com.sun.net.httpserver.HttpExchange;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.time.TimeSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends one reply over one exchange. Confined to the thread that handles the exchange. */
final class Transmission {
  private static final String JSON = "application/json";

  private final HttpExchange exchange;
  private final Delivery delivery;
  private final TimeSource time;

  Transmission(HttpExchange exchange, Delivery delivery, TimeSource time) {
    this.exchange = exchange;
    this.delivery = delivery;
    this.time = time;
  }

  /**
   * Sends a reply.
   *
   * @param number the number of the reply, from 1
   * @throws IOException if the client is gone, or the reply is to end that way
   */
  void send(Reply reply, ProviderRequest request, int number) throws IOException {
    Wire wire = Wire.of(request.format());
    reply.retryAfter().ifPresent(v -> exchange.getResponseHeaders().set("Retry-After", v));
    pass(delivery.gateAt(Delivery.Point.BEFORE_HEADERS));
    switch (reply.body()) {
      case Reply.Saying(Said said) when request.streaming() ->
          send(200, wire.streamType(), wire.stream(said, request, number, delivery.pieces()), wire);
      case Reply.Saying(Said said) ->
          send(200, JSON, halves(Json.write(wire.whole(said, request.model(), number))), null);
      case Reply.Failing(int status, String message) ->
          send(status, JSON, halves(Json.write(wire.error(status, message))), null);
      case Reply.Raw(int status, String type, String text) ->
          send(status, type, halves(text), null);
    }
  }

  /** A body that is not streamed counts as two deltas. */
  private static List<Frame> halves(String body) {
    int half = body.offsetByCodePoints(0, body.codePointCount(0, body.length()) / 2);
    return List.of(new Frame(body.substring(0, half), true), new Frame(body.substring(half), true));
  }

  private void send(int status, String type, List<Frame> frames, @Nullable Wire streaming)
      throws IOException {
    if (delivery.ending() instanceof Delivery.Ending.NoAnswer) {
      throw new IOException("told to close the connection without an answer");
    }
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, 0);
    // Closed only at a regular end: closing tells the client that the body is complete.
    OutputStream out = exchange.getResponseBody();
    out.flush();
    pass(delivery.gateAt(Delivery.Point.AFTER_HEADERS));
    int stall = delivery.stallsBefore(frames);
    int end = delivery.sends(frames);
    for (int i = 0; i < end; i++) {
      passAfterDeltas(out, i == stall);
      write(out, frames.get(i));
    }
    passAfterDeltas(out, end == stall);
    finish(out, streaming);
  }

  private void passAfterDeltas(OutputStream out, boolean here) throws IOException {
    if (here) {
      out.flush();
      pass(delivery.gateAt(Delivery.Point.AFTER_DELTAS));
    }
  }

  private void finish(OutputStream out, @Nullable Wire streaming) throws IOException {
    switch (delivery.ending()) {
      case Delivery.Ending.Drop(int deltas) -> {
        out.flush();
        throw new IOException("told to close the connection after " + deltas + " deltas");
      }
      case Delivery.Ending.Fail(int _, String message) -> {
        if (streaming != null) {
          write(out, streaming.errorFrame(message));
        }
        out.close();
      }
      case Delivery.Ending.Regular(), Delivery.Ending.NoAnswer(), Delivery.Ending.Cut(int _) ->
          out.close();
    }
  }

  private void write(OutputStream out, Frame frame) throws IOException {
    byte[] bytes = (delivery.isEscaped() ? frame.escaped() : frame).bytes();
    switch (delivery.split()) {
      case ONE_CHUNK -> out.write(bytes);
      case FRAMES -> {
        out.write(bytes);
        out.flush();
      }
      case BYTES -> {
        for (byte one : bytes) {
          out.write(one);
          out.flush();
        }
      }
    }
  }

  private void pass(@Nullable Gate gate) throws IOException {
    if (gate == null) {
      return;
    }
    try {
      gate.pass(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException closed = new InterruptedIOException("the provider was closed");
      closed.initCause(e);
      throw closed;
    }
  }
}
