package dev.agentruntime.middleware.model;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.middleware.model.ModelFallback.Candidate;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;

/** One call on its way from model to model. Confined to its thread. */
final class FallbackRound {
  /**
   * An answer and whose it is.
   *
   * @param response the answer
   * @param by the place of the model that gave it
   */
  record Answer(ChatResponse response, int by) {}

  private final ModelCall call;
  private final List<Candidate> candidates;
  private final FailureClassifier classifier;
  private final List<ModelFailure> failures = new ArrayList<>(0);
  private final List<RuntimeException> thrown = new ArrayList<>(0);

  FallbackRound(ModelCall call, List<Candidate> candidates, FailureClassifier classifier) {
    this.call = call;
    this.candidates = candidates;
    this.classifier = classifier;
  }

  /** Begins with one model and goes on with the others in their order. */
  Answer run(int begin) throws InterruptedException {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      if (i != begin) {
        left.add(i);
      }
    }
    int now = begin;
    while (true) {
      Candidate candidate = candidates.get(now);
      try {
        ChatResponse response = candidate.model().handle(callFor(now));
        if (now != 0) {
          ModelEvents.tell(
              call, ModelFallback.NAME, "answered", () -> "'" + candidate.name() + "'");
        }
        return new Answer(response, now);
      } catch (RuntimeException e) {
        now = nextAfter(candidate, e, left);
      }
    }
  }

  /** The place of the model to ask next, or throws what ends the call. */
  private int nextAfter(Candidate failed, RuntimeException e, List<Integer> left) {
    ModelFailure failure = classifier.classify(e);
    if (ModelRetry.isTheRunsEnd(call, e, failure)) {
      throw e;
    }
    failures.add(failure);
    thrown.add(e);
    ModelEvents.tell(
        call, ModelFallback.NAME, "failed", () -> "'" + failed.name() + "': " + failure);
    while (!call.delivered() && !left.isEmpty()) {
      int next = left.removeFirst();
      if (candidates.get(next).kinds().contains(failure.kind())) {
        return next;
      }
    }
    if (thrown.size() == 1) {
      throw e;
    }
    throw new ModelFallbackException(
        thrown.size() + " models failed, the last with " + failure.kind(), failures, thrown);
  }

  private ModelCall callFor(int place) {
    ChatRequest request = call.request();
    return place == 0 || request.modelName() == null
        ? call
        : call.withRequest(withoutModelName(request));
  }

  /** What is peculiar to the first model's provider goes with its name. */
  private static ChatRequest withoutModelName(ChatRequest request) {
    ChatRequestParameters common =
        ChatRequestParameters.builder()
            .temperature(request.temperature())
            .topP(request.topP())
            .topK(request.topK())
            .frequencyPenalty(request.frequencyPenalty())
            .presencePenalty(request.presencePenalty())
            .maxOutputTokens(request.maxOutputTokens())
            .stopSequences(request.stopSequences())
            .toolSpecifications(request.toolSpecifications())
            .toolChoice(request.toolChoice())
            .responseFormat(request.responseFormat())
            .build();
    return ChatRequest.builder().messages(request.messages()).parameters(common).build();
  }
}
