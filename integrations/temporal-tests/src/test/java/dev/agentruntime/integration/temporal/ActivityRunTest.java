package dev.agentruntime.integration.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.context.Cancellation;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The heartbeat of a run is the activity's heartbeat, and its "no" stops the run. */
class ActivityRunTest {
  private static final String QUEUE = "agents";

  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
  private final ResearchActivity activity = new ResearchActivity();

  /** The workflow a host would write. */
  @WorkflowInterface
  public interface Research {
    /** Runs one agent as one activity. */
    @WorkflowMethod
    String research(String question);
  }

  /** The activity a host would write. */
  @ActivityInterface
  public interface RunAgent {
    /** Runs the agent to its end. */
    String run(String question);
  }

  /** Calls the activity and waits until its cancellation is complete. */
  public static final class ResearchWorkflow implements Research {
    private final RunAgent agent =
        Workflow.newActivityStub(
            RunAgent.class,
            ActivityOptions.newBuilder()
                .setStartToCloseTimeout(Duration.ofMinutes(5))
                .setHeartbeatTimeout(Duration.ofSeconds(20))
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                .build());

    @Override
    public String research(String question) {
      return agent.run(question);
    }
  }

  /** Runs an agent whose only tool blocks until it is interrupted or let go. */
  private static final class ResearchActivity implements RunAgent {
    final CountDownLatch toolIsBlocked = new CountDownLatch(1);
    final CountDownLatch toolWasInterrupted = new CountDownLatch(1);
    final CountDownLatch beatsWhileBlocked = new CountDownLatch(3);
    final CountDownLatch letGo = new CountDownLatch(1);
    final AtomicInteger beats = new AtomicInteger();
    final AtomicReference<@Nullable RunResult> result = new AtomicReference<>();

    @Override
    public String run(String question) {
      ActivityExecutionContext context = Activity.getExecutionContext();
      RunOptions options =
          RunOptions.builder()
              .heartbeat(
                  Duration.ofMillis(50),
                  progress -> {
                    beats.incrementAndGet();
                    context.heartbeat(progress.toolCalls());
                    if (toolIsBlocked.getCount() == 0) {
                      beatsWhileBlocked.countDown();
                    }
                  })
              .build();
      AgentTool search =
          AgentTool.of(
              ToolSpecification.builder().name("search").build(), ToolTraits.none(), this::search);
      try (AgentRuntime runtime =
          AgentRuntime.builder(new SearchThenAnswer()).tools(search).build()) {
        Agent agent = runtime.agent("research").build();
        RunResult ended = agent.run(question, options);
        result.set(ended);
        if (ended.cancelledBy().flatMap(Cancellation::cause).orElse(null)
            instanceof ActivityCanceledException stop) {
          throw stop; // how an activity tells Temporal that it has stopped
        }
        return ended.orThrow();
      }
    }

    private ToolOutcome search(ToolInvocation invocation) throws InterruptedException {
      toolIsBlocked.countDown();
      try {
        letGo.await();
        return ToolOutcome.success("found");
      } catch (InterruptedException e) {
        toolWasInterrupted.countDown();
        throw e;
      }
    }
  }

  /** Asks for the tool once, then answers with what it found. */
  private static final class SearchThenAnswer implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      AiMessage message =
          request.messages().getLast() instanceof ToolExecutionResultMessage found
              ? AiMessage.from("answer: " + found.text())
              : AiMessage.from(
                  ToolExecutionRequest.builder().id("1").name("search").arguments("{}").build());
      return ChatResponse.builder().aiMessage(message).build();
    }
  }

  private WorkflowStub startWorkflow() {
    Worker worker = temporal.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(ResearchWorkflow.class);
    worker.registerActivitiesImplementations(activity);
    temporal.start();
    WorkflowClient client = temporal.getWorkflowClient();
    Research research =
        client.newWorkflowStub(
            Research.class, WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build());
    WorkflowClient.start(research::research, "why?");
    return WorkflowStub.fromTyped(research);
  }

  @AfterEach
  void closeTemporal() {
    temporal.close();
  }

  private static void await(CountDownLatch latch, String what) throws InterruptedException {
    assertTrue(latch.await(60, TimeUnit.SECONDS), what + " did not happen within 60 s");
  }

  @Test
  void heartbeatsArriveWhileAToolBlocksAndTheAnswerReachesTheWorkflow() throws Exception {
    WorkflowStub workflow = startWorkflow();
    await(activity.toolIsBlocked, "the blocking tool call");
    await(activity.beatsWhileBlocked, "three heartbeats beside the blocked tool");
    activity.letGo.countDown();

    assertEquals("answer: found", workflow.getResult(String.class));
    int beats = activity.beats.get();
    assertInstanceOf(RunResult.Completed.class, activity.result.get());
    assertTrue(beats >= 3, "beats: " + beats);
  }

  @Test
  void cancellingTheWorkflowReachesABlockedTool() throws Exception {
    WorkflowStub workflow = startWorkflow();
    await(activity.toolIsBlocked, "the blocking tool call");
    workflow.cancel();
    await(activity.toolWasInterrupted, "the interrupt of the blocked tool");

    WorkflowFailedException failed =
        assertThrows(WorkflowFailedException.class, () -> workflow.getResult(String.class));
    assertInstanceOf(CanceledFailure.class, failed.getCause());
    RunResult.Cancelled cancelled =
        assertInstanceOf(RunResult.Cancelled.class, activity.result.get());
    assertEquals(Cancellation.Kind.HOST, cancelled.cancellation().kind());
  }
}
