package dev.agentruntime.internal.run;

import dev.agentruntime.tool.method.JsonType;
import org.jspecify.annotations.Nullable;

/** How far a run has come with an answer that is to be a value. Owner thread only. */
final class AnswerDraft {
  final JsonType<?> type;

  /** How often the model was asked again. */
  int askedAgain;

  /** The answer, once it fits. */
  @Nullable Object value;

  AnswerDraft(JsonType<?> type) {
    this.type = type;
  }
}
