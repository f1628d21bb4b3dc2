package dev.agentruntime.examples.triage.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules on answers made up to mislead them. */
final class TriageModelTest {
  private static final Set<String> TOOLS =
      Set.of(
          "thread_dump",
          "busy_threads",
          "heap_histogram",
          "heap_usage",
          "profile_cpu",
          "profile_allocations",
          "list_files",
          "read_file",
          "tail_file",
          "search_files",
          "disk_usage",
          "run_command");

  private final Map<String, Iterator<String>> answers = new HashMap<>();
  private final List<ToolExecutionRequest> asked = new ArrayList<>();

  @Test
  void whenNothingIsOddItSaysSoAfterLookingAtSeveralThingsAtOnce() {
    String report = report(TOOLS);
    assertTrue(report.startsWith("VERDICT: healthy."), report);
    assertEquals(
        Set.of(
            "thread_dump",
            "busy_threads",
            "heap_histogram",
            "heap_usage",
            "list_files",
            "disk_usage",
            "search_files",
            "run_command"),
        Set.copyOf(asked.subList(0, 8).stream().map(ToolExecutionRequest::name).toList()));
  }

  @Test
  void waitingForAThreadThatRunsIsNoDeadlock() {
    answer(
        "thread_dump",
        """
        "a" #1 cpu=1ms elapsed=1ms
           java.lang.Thread.State: BLOCKED (on object monitor)
        	at x.A.one(A.java:1)
        	- waiting to lock <0x01> (a java.lang.Object)
        	- locked <0x02> (a java.lang.Object)

        "b" #2 cpu=1ms elapsed=1ms
           java.lang.Thread.State: RUNNABLE
        	at x.B.two(B.java:2)
        	- locked <0x01> (a java.lang.Object)

        """);
    assertTrue(report(TOOLS).startsWith("VERDICT: healthy"));
  }

  @Test
  void aCycleOfThreeIsADeadlockAndItsInnermostOwnFramesAreNamed() {
    String dump =
        """
        "a" #1 cpu=1ms elapsed=1ms
           java.lang.Thread.State: BLOCKED (on object monitor)
        	at x.A.one(A.java:1)
        	- waiting to lock <0x02> (a java.lang.Object)
        	- locked <0x01> (a java.lang.Object)

        "b" #2 cpu=1ms elapsed=1ms
           java.lang.Thread.State: WAITING (parking)
        	at jdk.internal.misc.Unsafe.park(java.base@25/Native Method)
        	- parking to wait for  <0x03> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)
        	at java.util.concurrent.locks.ReentrantLock.lock(java.base@25/ReentrantLock.java:1)
        	at x.B.two(B.java:2)
        	- locked <0x02> (a java.lang.Object)

        "c" #3 cpu=1ms elapsed=1ms
           java.lang.Thread.State: BLOCKED (on object monitor)
        	at x.C.three(C.java:3)
        	- waiting to lock <0x01> (a java.lang.Object)
           Locked ownable synchronizers:
        	- <0x03> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)

        "d" #4 cpu=1ms elapsed=1ms
           java.lang.Thread.State: BLOCKED (on object monitor)
        	at x.D.four(D.java:4)
        	- waiting to lock <0x01> (a java.lang.Object)

        """;
    answer("thread_dump", dump, dump);
    String report = report(TOOLS);
    assertTrue(report.startsWith("VERDICT: 1 fault\n1. DEADLOCK"), report);
    for (String culprit :
        List.of(
            "x.A.one(A.java:1)",
            "x.B.two(B.java:2)",
            "x.C.three(C.java:3)",
            "(confidence: high)")) {
      assertTrue(report.contains(culprit), report);
    }
    assertFalse(report.contains("x.D"), report);
  }

  @Test
  void aClassThatGrowsAndShrinksIsNoLeak() {
    answer(
        "heap_histogram",
        "1000  5  x.Cache\n",
        "2000  5  x.Cache\n",
        "3000  5  x.Cache\n",
        "2900  5  x.Cache\n");
    assertTrue(report(TOOLS).startsWith("VERDICT: healthy"));
  }

  @Test
  void aClassThatOnlyGrowsIsALeakAndItsMakerIsNamedThroughItsConstructor() {
    answer(
        "heap_histogram",
        "1000  5  x.Kept\n9  9  [B\n",
        "2000  5  x.Kept\n900  9  [B\n",
        "3000  5  x.Kept\n1900  9  [B\n",
        "4000  5  x.Kept\n2900  9  [B\n");
    answer(
        "profile_allocations",
        """
        900 bytes in 2000 ms
         60.0 %  600 bytes  [B
        	at x.Other.make:3
         40.0 %  300 bytes  [B
        	at x.Kept.<init>:7
        	at x.Keeper.keep:9
        	at x.Keeper.run:1
        """);
    String report = report(TOOLS);
    assertTrue(
        report.contains("objects of class x.Kept\n")
            && report.contains("made and kept by x.Keeper.keep:9\n"),
        report);
    assertFalse(report.contains("x.Other"), report);
  }

  @Test
  void aBusyCompilerIsNoHotLoop() {
    String load =
        """
        processor time by thread, busiest first; 100 % is one processor
         99.0 %  1980 of 2000 ms  "C2 CompilerThread0" #17  RUNNABLE
          0.5 %  10 of 2000 ms  "a" #1  RUNNABLE
        	at x.A.one(A.java:1)
        """;
    answer("busy_threads", load, load);
    assertTrue(report(TOOLS).startsWith("VERDICT: healthy"));
  }

  @Test
  void theFileTheLogComplainsOfIsNotTheOneThatFillsTheFolder() {
    answer(
        "list_files",
        """
        conf/x.properties  40 bytes  2026-01-01T00:00:00Z
        logs/x.log  9 bytes  2026-01-01T00:00:00Z
        """);
    answer(
        "disk_usage",
        """
        total 1200 bytes in 3 files below '.'
        directories:
        1200  .  (3 files)
        995  data/full  (2 files)
        largest files:
        900  data/full/a/greedy.1  2026-01-01T00:00:00Z
        95  data/full/b/victim.1  2026-01-01T00:00:00Z
        """);
    answer(
        "search_files",
        "logs/x.log:7: ERROR cannot write victim.1: java.io.IOException: No space left on device\n",
        "logs/x.log:9: ERROR cannot write greedy.1: java.io.IOException: No space left on"
            + " device\n");
    answer(
        "read_file",
        "limit=1000\n",
        """
        ERROR cannot write greedy.1: x
        \tat java.io.X.y(X.java:1)
        \tat x.Greedy.write(Greedy.java:5)
        """);
    String report = report(TOOLS);
    assertTrue(
        report.contains("file data/full/a/greedy.1\n")
            && report.contains("written by x.Greedy.write(Greedy.java:5)\n"),
        report);
    assertFalse(report.contains("victim"), report);
  }

  @Test
  void itAsksOnlyForToolsThereAre() {
    report(Set.of("thread_dump"));
    assertEquals(List.of("thread_dump"), asked.stream().map(ToolExecutionRequest::name).toList());
  }

  private void answer(String tool, String... texts) {
    answers.put(tool, List.of(texts).iterator());
  }

  /**
   * Plays the loop until the model has no more questions; a tool with nothing left to say says
   * nothing.
   */
  private String report(Set<String> tools) {
    TriageModel model = new TriageModel();
    List<ToolSpecification> offered =
        tools.stream().map(name -> ToolSpecification.builder().name(name).build()).toList();
    List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("look")));
    while (true) {
      AiMessage said =
          model
              .doChat(ChatRequest.builder().messages(messages).toolSpecifications(offered).build())
              .aiMessage();
      if (!said.hasToolExecutionRequests()) {
        return said.text();
      }
      messages.add(said);
      for (ToolExecutionRequest request : said.toolExecutionRequests()) {
        asked.add(request);
        Iterator<String> left = answers.getOrDefault(request.name(), List.<String>of().iterator());
        messages.add(
            ToolExecutionResultMessage.from(request, left.hasNext() ? left.next() : "nothing"));
      }
    }
  }
}
