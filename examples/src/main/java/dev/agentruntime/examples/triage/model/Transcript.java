package dev.agentruntime.examples.triage.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools asked so far and what they said, oldest first. */
record Transcript(List<Entry> entries) {
  Transcript {
    entries = List.copyOf(entries);
  }

  /** One call and its answer. */
  record Entry(String tool, String arguments, String text, boolean failed) {}

  static Transcript of(List<ChatMessage> messages) {
    Map<String, ToolExecutionRequest> requests = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (ChatMessage message : messages) {
      if (message instanceof AiMessage asked) {
        asked.toolExecutionRequests().forEach(request -> requests.put(request.id(), request));
      } else if (message instanceof ToolExecutionResultMessage answer) {
        ToolExecutionRequest request = requests.get(answer.id());
        String arguments = request == null ? "" : request.arguments();
        entries.add(
            new Entry(
                answer.toolName(),
                arguments,
                answer.text(),
                Boolean.TRUE.equals(answer.isError())));
      }
    }
    return new Transcript(entries);
  }

  /** How often a tool was asked, whatever came of it. */
  int count(String tool) {
    return (int) entries.stream().filter(entry -> entry.tool().equals(tool)).count();
  }

  /** What a tool answered, leaving out failures. */
  List<String> answers(String tool) {
    return entries.stream()
        .filter(entry -> entry.tool().equals(tool) && !entry.failed())
        .map(Entry::text)
        .toList();
  }

  /** What a tool answered to a call whose arguments hold some text. */
  List<String> answers(String tool, String argument) {
    return entries.stream()
        .filter(
            entry ->
                entry.tool().equals(tool)
                    && !entry.failed()
                    && entry.arguments().contains(argument))
        .map(Entry::text)
        .toList();
  }

  boolean asked(String tool, String argument) {
    return entries.stream()
        .anyMatch(entry -> entry.tool().equals(tool) && entry.arguments().contains(argument));
  }

  Optional<String> last(String tool) {
    List<String> answers = answers(tool);
    return answers.isEmpty() ? Optional.empty() : Optional.of(answers.getLast());
  }
}
