package dev.agentruntime.chain;

import dev.agentruntime.internal.stream.ModelStream;
import dev.agentruntime.stream.StreamOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.Objects;

/** The innermost step to a streaming model. Immutable. */
final class StreamedModel implements ModelHandler {
  private final StreamingChatModel model;
  private final StreamOptions options;

  StreamedModel(StreamingChatModel model, StreamOptions options) {
    this.model = Objects.requireNonNull(model, "model");
    this.options = Objects.requireNonNull(options, "options");
  }

  @Override
  public ChatResponse handle(ModelCall call) throws InterruptedException {
    RunFrame run = call.run();
    RuntimeServices services = run.services();
    ModelIsolation.ensureRoom(services.stragglers());
    run.streamBegan(call.turn());
    return ModelStream.ask(
        model,
        options,
        new ModelStream.Surroundings(
            "turn-" + call.turn(),
            services.time(),
            services.watchdog(),
            services.carriers(),
            run.stragglerPolicy(),
            task -> run.abandoned(task.thread().getName())),
        AnswerFormat.fitted(call.request(), model.supportedCapabilities()),
        call::deliver);
  }
}
