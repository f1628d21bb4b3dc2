package dev.agentruntime.examples.triage.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model made of rules. On each turn it looks at what the tools have answered so far, lets each
 * line of enquiry ask for what it wants to see next, all at once, and when none wants more it says
 * what they found. It keeps nothing between turns.
 */
public final class TriageModel implements ChatModel {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Enquiry> enquiries =
      List.of(new LockEnquiry(), new CpuEnquiry(), new HeapEnquiry(), new DiskEnquiry());

  @Override
  public ChatResponse doChat(ChatRequest request) {
    Transcript seen = Transcript.of(request.messages());
    Set<String> offered =
        request.toolSpecifications().stream()
            .map(ToolSpecification::name)
            .collect(Collectors.toSet());
    Set<Ask> asks = new LinkedHashSet<>();
    for (Enquiry enquiry : enquiries) {
      enquiry.next(seen).stream().filter(ask -> offered.contains(ask.tool())).forEach(asks::add);
    }
    AiMessage answer =
        asks.isEmpty()
            ? AiMessage.from(report(seen))
            : AiMessage.from(requests(asks, seen.entries().size()));
    return ChatResponse.builder()
        .aiMessage(answer)
        .modelName("rules")
        .tokenUsage(new TokenUsage(0, 0))
        .finishReason(asks.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_EXECUTION)
        .build();
  }

  private static List<ToolExecutionRequest> requests(Set<Ask> asks, int before) {
    List<ToolExecutionRequest> requests = new ArrayList<>();
    for (Ask ask : asks) {
      requests.add(
          ToolExecutionRequest.builder()
              .id("ask-" + (before + requests.size() + 1))
              .name(ask.tool())
              .arguments(json(ask))
              .build());
    }
    return requests;
  }

  private static String json(Ask ask) {
    try {
      return JSON.writeValueAsString(ask.arguments());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("arguments of " + ask, e);
    }
  }

  private String report(Transcript seen) {
    List<Finding> findings =
        enquiries.stream().map(enquiry -> enquiry.finding(seen)).flatMap(Optional::stream).toList();
    StringBuilder text = new StringBuilder();
    if (findings.isEmpty()) {
      text.append(
          "VERDICT: healthy. No threads wait for each other, no thread is overly busy, no class"
              + " only grows, no folder is full.\n");
    } else {
      text.append("VERDICT: ")
          .append(findings.size())
          .append(findings.size() == 1 ? " fault\n" : " faults\n");
    }
    for (int i = 0; i < findings.size(); i++) {
      text.append(i + 1).append(". ").append(findings.get(i).text());
    }
    List<String> failed =
        seen.entries().stream()
            .filter(Transcript.Entry::failed)
            .map(Transcript.Entry::tool)
            .distinct()
            .toList();
    if (!failed.isEmpty()) {
      text.append("These tools failed at least once, so something may have been missed: ")
          .append(failed)
          .append('\n');
    }
    return text.toString();
  }
}
