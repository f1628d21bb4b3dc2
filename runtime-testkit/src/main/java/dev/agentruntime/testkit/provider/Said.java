package dev.agentruntime.testkit.provider;

import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a reply says, whatever the format. Immutable.
 *
 * @param text the text, or null for none
 * @param thinking the model's reasoning, or null for none
 * @param refusal why the model will not answer, or null if it does
 * @param calls the tool calls, in order
 * @param usage what is reported, or null if nothing is
 * @param finish why it ends, or null if no reason is given
 */
record Said(
    @Nullable String text,
    @Nullable String thinking,
    @Nullable String refusal,
    List<Call> calls,
    @Nullable Usage usage,
    @Nullable FinishReason finish) {
  Said {
    calls = List.copyOf(calls);
  }

  /** Nothing but calls or a text, with the usage every reply reports unless told otherwise. */
  static Said of(
      @Nullable String text, @Nullable String refusal, List<Call> calls, FinishReason finish) {
    Usage usage = new Usage(Reply.DEFAULT_INPUT_TOKENS, Reply.DEFAULT_OUTPUT_TOKENS);
    return new Said(text, null, refusal, calls, usage, finish);
  }

  Said withText(String other) {
    return new Said(other, thinking, refusal, calls, usage, finish);
  }

  Said withThinking(String other) {
    return new Said(text, other, refusal, calls, usage, finish);
  }

  Said and(Call call) {
    List<Call> more = new ArrayList<>(calls);
    more.add(call);
    return new Said(
        text,
        thinking,
        refusal,
        more,
        usage,
        finish == FinishReason.STOP ? FinishReason.TOOL_EXECUTION : finish);
  }

  Said withIds(List<? extends Id> ids) {
    if (ids.size() != calls.size()) {
      throw new IllegalArgumentException(
          "ids must be as many as calls (" + calls.size() + "), were " + ids.size());
    }
    List<Call> changed = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      changed.add(new Call(ids.get(i), calls.get(i).tool(), calls.get(i).arguments()));
    }
    return new Said(text, thinking, refusal, changed, usage, finish);
  }

  Said withUsage(@Nullable Usage other) {
    return new Said(text, thinking, refusal, calls, other, finish);
  }

  Said withFinish(@Nullable FinishReason other) {
    return new Said(text, thinking, refusal, calls, usage, other);
  }

  /** One call. */
  record Call(Id id, String tool, String arguments) {
    static Call of(String tool, String arguments) {
      return new Call(
          new Id.Minted(),
          Objects.requireNonNull(tool, "tool"),
          Objects.requireNonNull(arguments, "arguments"));
    }
  }

  /** How a call gets its id. */
  sealed interface Id {
    /** As the provider does: an id of its own, or none where the format has none. */
    record Minted() implements Id {}

    /** This id, whoever else has it; null for a JSON null. */
    record Given(@Nullable String value) implements Id {}

    /** No field of that name at all. */
    record Absent() implements Id {}
  }

  /** Tokens used. */
  record Usage(int input, int output) {}
}
