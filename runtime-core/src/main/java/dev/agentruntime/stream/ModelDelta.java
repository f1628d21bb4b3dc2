package dev.agentruntime.stream;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a model's answer, as it is streamed. It holds what the model said: only the accessors
 * give it away, {@code toString} prints sizes. Immutable.
 *
 * <p>Pieces are a preview. What counts is the complete response that ends the stream: where the
 * pieces disagree with it, the response is what goes into the conversation and the result.
 */
public sealed interface ModelDelta {

  /**
   * More of the answer's text.
   *
   * @param text the piece; never empty
   */
  record Text(String text) implements ModelDelta {
    /** Checks the component. */
    public Text {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
      return "Text(" + text.length() + " characters)";
    }
  }

  /**
   * More of what the model thinks before it answers.
   *
   * @param text the piece; never empty
   */
  record Thinking(String text) implements ModelDelta {
    /** Checks the component. */
    public Thinking {
      Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
      return "Thinking(" + text.length() + " characters)";
    }
  }

  /**
   * More of a tool call the model is writing. The tool does not run before the whole turn is there.
   *
   * @param index the call's place among the calls of the turn, as the provider counts
   * @param callId the call's id, or null if the provider has not said it yet
   * @param tool the tool's name, or null if the provider has not said it yet
   * @param arguments the next piece of the arguments' JSON text; the whole text from providers that
   *     do not stream calls
   */
  record ToolCall(int index, @Nullable String callId, @Nullable String tool, String arguments)
      implements ModelDelta {
    /** Checks the components. */
    public ToolCall {
      Objects.requireNonNull(arguments, "arguments");
    }

    @Override
    public String toString() {
      return "ToolCall(#" + index + ", " + arguments.length() + " characters)";
    }
  }
}
