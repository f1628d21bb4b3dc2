package dev.agentruntime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Launched;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.testkit.tool.Replies;
import dev.agentruntime.time.TimeSource;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Each nested class is a suite around a tool that breaks one rule; none of them is found by the
 * build.
 */
class AgentToolContractTest {
  /**
   * How long a suite waits for what will not end; others wait longer, since they do not have to.
   */
  private static final Duration HANGS = Duration.ofSeconds(2);

  private static final String SPECIFICATION = "itsSpecificationIsOneAModelCanUse";
  private static final String STABLE = "whatItSaysOfItselfStaysTheSame";
  private static final String SUCCESS = "itAnswersValidArgumentsWithASuccess";
  private static final String NOT_NULL = "itNeverReturnsNullAndNeverBreaksTheMachine";
  private static final String NO_ARGUMENTS = "noExceptionRepeatsAValueOfTheArguments";
  private static final String BEFORE = "anInterruptThatCameBeforeIsNotSwallowed";
  private static final String BLOCKED = "anInterruptEndsACallThatBlocks";
  private static final String THREADS = "manyThreadsMayCallIt";

  /** A suite for a tool that answers at once unless its arguments say otherwise. */
  abstract static class Suite extends AgentToolContract {
    static final String HANG = "{\"hang\":true}";

    abstract ToolOutcome call(ToolInvocation invocation) throws Exception;

    boolean hangs() {
      return false;
    }

    @Override
    protected AgentTool createTool() {
      return FakeTool.named("tool").replies(this::call).build();
    }

    @Override
    protected String validArguments() {
      return "{}";
    }

    @Override
    protected Optional<String> blockingArguments() {
      return hangs() ? Optional.of(HANG) : Optional.empty();
    }

    static boolean shallHang(ToolInvocation invocation) {
      return invocation.arguments().text().equals(HANG);
    }
  }

  private static void assertFails(
      Class<? extends AgentToolContract> suite, String test, String expected) {
    String failure = Launched.runOnly(suite, test).failureOf(test);
    assertTrue(failure.contains(expected), () -> "expected '" + expected + "' in: " + failure);
  }

  private static ToolSpecification specification(String name, String description) {
    return ToolSpecification.builder().name(name).description(description).build();
  }

  static class BadName extends Suite {
    @Override
    protected AgentTool createTool() {
      return AgentTool.of(specification("read log", "Reads."), ToolTraits.none(), this::call);
    }

    @Override
    ToolOutcome call(ToolInvocation invocation) {
      return ToolOutcome.success("x");
    }
  }

  static class NoDescription extends BadName {
    @Override
    protected AgentTool createTool() {
      return AgentTool.of(specification("read_log", " "), ToolTraits.none(), this::call);
    }
  }

  static class RequiresTheUnknown extends BadName {
    @Override
    protected AgentTool createTool() {
      JsonObjectSchema schema =
          JsonObjectSchema.builder().addStringProperty("id").required("id", "day").build();
      return AgentTool.of(
          specification("read_log", "Reads.").toBuilder().parameters(schema).build(),
          ToolTraits.none(),
          this::call);
    }
  }

  @Test
  void aSpecificationNoModelCanUseFails() {
    assertFails(BadName.class, SPECIFICATION, "was 'read log'");
    assertFails(NoDescription.class, SPECIFICATION, "the description must not be blank");
    assertFails(
        RequiresTheUnknown.class, SPECIFICATION, "required parameter 'day' is not among [id]");
  }

  static class Renames extends BadName {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    protected AgentTool createTool() {
      return new AgentTool() {
        @Override
        public ToolSpecification specification() {
          return Renames.specificationOf(asked.incrementAndGet());
        }

        @Override
        public ToolOutcome call(ToolInvocation invocation) {
          return ToolOutcome.success("x");
        }
      };
    }

    private static ToolSpecification specificationOf(int number) {
      return AgentToolContractTest.specification("tool" + number, "Changes.");
    }
  }

  static class ChangesTraits extends BadName {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    protected AgentTool createTool() {
      ToolTraits traits =
          made.incrementAndGet() == 1 ? ToolTraits.none() : ToolTraits.of(ToolTrait.READ_ONLY);
      return AgentTool.of(specification("tool", "Changes."), traits, this::call);
    }
  }

  @Test
  void aSpecificationOrTraitsThatChangeFail() {
    assertFails(Renames.class, STABLE, "specification() changed");
    assertFails(ChangesTraits.class, STABLE, "traits() differ from one tool to the next");
  }

  static class AlwaysNo extends Suite {
    @Override
    ToolOutcome call(ToolInvocation invocation) {
      return ToolOutcome.toolError("no");
    }
  }

  @Test
  void validArgumentsThatDoNotSucceedFail() {
    assertFails(
        AlwaysNo.class,
        SUCCESS,
        "validArguments() must lead to a Success, led to returned ToolError");
  }

  static class ReturnsNull extends Suite {
    @Override
    @SuppressWarnings("NullAway") // breaking the contract is the purpose
    ToolOutcome call(ToolInvocation invocation) {
      return invocation.arguments().text().startsWith("[") ? null : ToolOutcome.success("x");
    }
  }

  static class Overflows extends Suite {
    @Override
    ToolOutcome call(ToolInvocation invocation) {
      if (invocation.arguments().text().startsWith("[")) {
        throw new StackOverflowError();
      }
      return ToolOutcome.success("x");
    }
  }

  static class InventsInterrupts extends Suite {
    @Override
    ToolOutcome call(ToolInvocation invocation) throws InterruptedException {
      if (invocation.arguments().text().startsWith("[")) {
        throw new InterruptedException("not really");
      }
      return ToolOutcome.success("x");
    }
  }

  @Test
  void nullAnErrorOrAnInventedInterruptFail() {
    assertFails(ReturnsNull.class, NOT_NULL, "call returned null for [");
    assertFails(Overflows.class, NOT_NULL, "call threw java.lang.StackOverflowError for [");
    assertFails(InventsInterrupts.class, NOT_NULL, "call claims an interrupt nobody sent, for [");
  }

  static class Quotes extends Suite {
    @Override
    ToolOutcome call(ToolInvocation invocation) {
      String text = invocation.arguments().text();
      if (text.equals("{}")) {
        return ToolOutcome.success("x");
      }
      throw new MalformedArgumentsException("cannot make sense of " + text);
    }
  }

  static class QuotesInTheCause extends Suite {
    @Override
    ToolOutcome call(ToolInvocation invocation) {
      String text = invocation.arguments().text();
      if (text.equals("{}")) {
        return ToolOutcome.success("x");
      }
      throw new IllegalStateException("failed", new IllegalArgumentException(text));
    }
  }

  static class QuotesInTheOutcome extends Suite {
    @Override
    ToolOutcome call(ToolInvocation invocation) {
      String text = invocation.arguments().text();
      return text.equals("{}")
          ? ToolOutcome.success("x")
          : new ToolOutcome.InvalidArguments("what is " + text);
    }
  }

  @Test
  void exceptionsThatRepeatAValueOfTheArgumentsFail() {
    assertFails(
        Quotes.class,
        NO_ARGUMENTS,
        "MalformedArgumentsException's message must not repeat a value");
    assertFails(
        QuotesInTheCause.class,
        NO_ARGUMENTS,
        "IllegalArgumentException's message must not repeat a value");
    assertFails(
        QuotesInTheOutcome.class, NO_ARGUMENTS, "the problem with the arguments must not repeat");
  }

  static class MakesAResultOfTheInterrupt extends Suite {
    private final AgentTool.Body swallow = Replies.swallowingInterrupt("sleep interrupted");

    @Override
    boolean hangs() {
      return true;
    }

    @Override
    ToolOutcome call(ToolInvocation invocation) throws Exception {
      return shallHang(invocation) ? swallow.call(invocation) : ToolOutcome.success("x");
    }
  }

  static class WrapsTheInterrupt extends Suite {
    private final AgentTool.Body hang = Replies.hang();

    @Override
    boolean hangs() {
      return true;
    }

    @Override
    ToolOutcome call(ToolInvocation invocation) throws Exception {
      if (!shallHang(invocation)) {
        return ToolOutcome.success("x");
      }
      try {
        return hang.call(invocation);
      } catch (InterruptedException e) {
        throw new IllegalStateException("wrapped", e);
      }
    }
  }

  static class ClearsTheFlag extends Suite {
    @Override
    ToolOutcome call(ToolInvocation invocation) {
      Thread.interrupted();
      return ToolOutcome.success("x");
    }
  }

  @Test
  void aSwallowedInterruptFails() {
    Launched swallows = Launched.run(MakesAResultOfTheInterrupt.class);
    assertEquals(List.of(BEFORE, BLOCKED), swallows.failed().stream().sorted().toList().reversed());
    assertTrue(
        swallows
            .failureOf(BLOCKED)
            .contains("an interrupted call must throw InterruptedException, but returned Success"),
        () -> swallows.failureOf(BLOCKED));
    assertFails(
        WrapsTheInterrupt.class,
        BLOCKED,
        "must throw InterruptedException, but threw java.lang.IllegalStateException");
    assertFails(
        ClearsTheFlag.class,
        BEFORE,
        "an interrupt must come out as InterruptedException, or stay set");
  }

  static class Stubborn extends Suite {
    static volatile Gate gate = new Gate();

    @Override
    protected Duration patience() {
      return HANGS;
    }

    @Override
    boolean hangs() {
      return true;
    }

    @Override
    ToolOutcome call(ToolInvocation invocation) {
      if (shallHang(invocation)) {
        gate.passIgnoringInterrupts(invocation.context().time());
      }
      return ToolOutcome.success("x");
    }
  }

  @Test
  void aCallThatIgnoresItsInterruptFailsWithItsStack() {
    Stubborn.gate = new Gate();
    try {
      assertFails(Stubborn.class, BLOCKED, "an interrupted call did not end within PT2S:\n    at ");
    } finally {
      Stubborn.gate.open();
    }
  }

  static class SaysItBlocks extends Suite {
    @Override
    boolean hangs() {
      return true;
    }

    @Override
    ToolOutcome call(ToolInvocation invocation) {
      return ToolOutcome.success("x");
    }
  }

  @Test
  void blockingArgumentsThatDoNotBlockFail() {
    assertFails(SaysItBlocks.class, BLOCKED, "blockingArguments() did not block");
  }

  static class OneAtATime extends Suite {
    private final AtomicInteger inside = new AtomicInteger();

    @Override
    ToolOutcome call(ToolInvocation invocation) throws Exception {
      try {
        boolean alone = inside.incrementAndGet() == 1;
        invocation.context().time().sleep(Duration.ofMillis(2));
        return alone ? ToolOutcome.success("x") : ToolOutcome.toolError("busy");
      } finally {
        inside.decrementAndGet();
      }
    }
  }

  @Test
  void aToolThatCannotBeSharedFails() {
    assertFails(
        OneAtATime.class,
        THREADS,
        "must lead to a Success from any thread, led to returned ToolError");
  }

  static class LeavesAThread extends Suite {
    static volatile Gate gate = new Gate();

    @Override
    ToolOutcome call(ToolInvocation invocation) {
      TimeSource other = TimeSource.system();
      other.start("left-by-the-tool", () -> gate.passIgnoringInterrupts(other));
      return ToolOutcome.success("x");
    }
  }

  @Test
  void aToolThatLeavesAThreadFails() {
    LeavesAThread.gate = new Gate();
    try {
      assertFails(LeavesAThread.class, SUCCESS, "thread 'left-by-the-tool' is alive");
    } finally {
      LeavesAThread.gate.open();
    }
  }

  static class Sound extends Suite {
    @Override
    ToolOutcome call(ToolInvocation invocation) {
      return ToolOutcome.success("x");
    }
  }

  @Test
  void aSoundToolPassesEveryTest() {
    Launched sound = Launched.run(Sound.class);
    assertEquals(List.of(), sound.failed());
    assertEquals(8, sound.passed().size());
  }
}
