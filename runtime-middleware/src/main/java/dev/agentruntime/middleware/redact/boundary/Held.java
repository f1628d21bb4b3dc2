package dev.agentruntime.middleware.redact.boundary;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.middleware.internal.text.Redacting;
import dev.agentruntime.middleware.internal.text.Texts;
import dev.agentruntime.stream.ModelDelta;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a streamed answer: text follows some words behind the model, a tool call being
 * written is shown once it is whole. Confined to one thread.
 */
final class Held {
  private final ModelCall call;
  private final Redacting redacting;
  private final Shown shown;
  private final HeldText text;
  private final HeldText thinking;

  /** The call being written. */
  private ModelDelta.@Nullable ToolCall writing;

  /** What there is of its arguments. */
  private final StringBuilder arguments = new StringBuilder();

  Held(ModelCall call, Redacting redacting, Shown shown) {
    this.call = call;
    this.redacting = redacting;
    this.shown = shown;
    this.text = new HeldText(redacting);
    this.thinking = new HeldText(redacting);
  }

  void add(ModelDelta delta) {
    switch (delta) {
      case ModelDelta.Text(String piece) -> {
        endThinking();
        endCall();
        deliverText(text.add(piece));
      }
      case ModelDelta.Thinking(String piece) -> {
        endText();
        endCall();
        deliverThinking(thinking.add(piece));
      }
      case ModelDelta.ToolCall piece -> {
        endText();
        endThinking();
        add(piece);
      }
    }
  }

  /** Nothing more comes. */
  void end() {
    endThinking();
    endText();
    endCall();
  }

  private void add(ModelDelta.ToolCall piece) {
    ModelDelta.ToolCall known = writing;
    if (known != null && known.index() != piece.index()) {
      endCall();
      known = null;
    }
    writing =
        known == null
            ? piece
            : new ModelDelta.ToolCall(
                piece.index(),
                piece.callId() == null ? known.callId() : piece.callId(),
                piece.tool() == null ? known.tool() : piece.tool(),
                "");
    arguments.append(piece.arguments());
  }

  private void endText() {
    deliverText(text.end());
  }

  private void endThinking() {
    deliverThinking(thinking.end());
  }

  private void endCall() {
    ModelDelta.ToolCall known = writing;
    if (known != null) {
      String all = shown.ofJson(Texts.changed(arguments.toString(), redacting));
      writing = null;
      arguments.setLength(0);
      String tool = known.tool() == null ? null : redacting.apply(null, known.tool());
      call.deliver(new ModelDelta.ToolCall(known.index(), known.callId(), tool, all));
    }
  }

  private void deliverText(String piece) {
    if (!piece.isEmpty()) {
      call.keep(piece); // with placeholders, whatever the user may see
      call.deliver(new ModelDelta.Text(shown.of(piece)));
    }
  }

  private void deliverThinking(String piece) {
    if (!piece.isEmpty()) {
      call.deliver(new ModelDelta.Thinking(shown.of(piece)));
    }
  }
}
