package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.run.RunLimits;
import dev.agentruntime.run.RunOptions;
import dev.agentruntime.run.TurnPolicy;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.tool.FakeTool;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host configures: senseless values fail at once, and each key changes what it names. */
final class ConfigurationTest {
  private static final RunLimits LIMITS = RunLimits.defaults();
  private static final TurnPolicy TURNS = TurnPolicy.defaults();

  /** A key, what is wrong with it, and a value beyond its bound. */
  record Senseless(String key, String value, String bound, Executable set) {}

  static Stream<Senseless> senselessValues() {
    Duration none = Duration.ZERO;
    Duration before = Duration.ofMillis(-1);
    return Stream.of(
        new Senseless("modelCalls", "0", "at least 1", () -> LIMITS.withModelCalls(0)),
        new Senseless("toolCalls", "-3", "at least 1", () -> LIMITS.withToolCalls(-3)),
        new Senseless("callsPerTool", "0", "at least 1", () -> LIMITS.withCallsPerTool(0)),
        new Senseless("parallelCalls", "0", "at least 1", () -> LIMITS.withParallelCalls(0)),
        new Senseless("timeout", "PT0S", "positive", () -> LIMITS.withTimeout(none)),
        new Senseless("timeout", "PT-0.001S", "positive", () -> LIMITS.withTimeout(before)),
        new Senseless("grace", "PT-0.001S", "not be negative", () -> LIMITS.withGrace(before)),
        new Senseless(
            "emptyAnswersAskedAgain", "-1", "0 to 5", () -> TURNS.withEmptyAnswersAskedAgain(-1)),
        new Senseless(
            "emptyAnswersAskedAgain", "6", "0 to 5", () -> TURNS.withEmptyAnswersAskedAgain(6)),
        new Senseless("nudge", "' '", "not be blank", () -> TURNS.withNudge(" ")),
        new Senseless("timeout", "PT0S", "positive", () -> options().timeout(none)),
        new Senseless("session", "''", "not be blank", () -> options().session("")),
        new Senseless("tenant", "' '", "not be blank", () -> options().tenant(" ")),
        new Senseless("principal", "'\t'", "not be blank", () -> options().principal("\t")),
        new Senseless("traceParent", "''", "not be blank", () -> options().traceParent("")),
        new Senseless("attribute name", "", "not be blank", () -> options().attribute("", 1)),
        new Senseless(
            "heartbeat interval",
            "PT-0.001S",
            "positive",
            () -> options().heartbeat(before, _ -> {})));
  }

  static Stream<Senseless> senselessDefinitions() {
    return Stream.of(
        new Senseless(
            "agent's name", "''", "not be blank", () -> runtime().build().agent("").build()),
        new Senseless(
            "agent's name", "'a/b'", "nor contain '/'", () -> runtime().build().agent("a/b")),
        new Senseless(
            "instructions of agent 'a'",
            "",
            "not be blank",
            () -> runtime().build().agent("a").instructions(" ")),
        new Senseless(
            "input", "''", "not be blank", () -> runtime().build().agent("a").build().run("")),
        new Senseless(
            "two tools",
            FakeTool.class.getName(),
            "must differ",
            () ->
                runtime()
                    .tools(FakeTool.named("look").build(), FakeTool.named("look").build())
                    .build()),
        new Senseless(
            "two layers",
            "'twice'",
            "was the same Governance added twice?",
            () ->
                runtime()
                    .middleware(Anchor.LOOP, "twice", (call, next) -> next.handle(call))
                    .middleware(Anchor.POLICY, "twice", (call, next) -> next.handle(call))));
  }

  private static RunOptions.Builder options() {
    return RunOptions.builder();
  }

  private static AgentRuntime.Builder runtime() {
    return AgentRuntime.builder(ScriptedModel.of());
  }

  @ParameterizedTest
  @MethodSource({"senselessValues", "senselessDefinitions"})
  void aSenselessValueFailsAtOnceAndNamesKeyValueAndBound(Senseless senseless) {
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, senseless.set);
    String message = String.valueOf(refused.getMessage());
    for (String part : List.of(senseless.key, senseless.value, senseless.bound)) {
      assertTrue(message.contains(part), () -> "expected '" + part + "' in: " + message);
    }
  }

  /** How to change one key, and where it is read. */
  private record Key<T>(String name, Function<T, T> change, Function<T, Object> read) {}

  private static final List<Key<RunLimits>> LIMIT_KEYS =
      List.of(
          new Key<>("modelCalls", limits -> limits.withModelCalls(7), RunLimits::modelCalls),
          new Key<>("toolCalls", limits -> limits.withToolCalls(7), RunLimits::toolCalls),
          new Key<>("callsPerTool", limits -> limits.withCallsPerTool(7), RunLimits::callsPerTool),
          new Key<>(
              "parallelCalls", limits -> limits.withParallelCalls(7), RunLimits::parallelCalls),
          new Key<>(
              "timeout", limits -> limits.withTimeout(Duration.ofSeconds(7)), RunLimits::timeout),
          new Key<>("grace", limits -> limits.withGrace(Duration.ofSeconds(7)), RunLimits::grace));

  private static final List<Key<TurnPolicy>> TURN_KEYS =
      List.of(
          new Key<>(
              "emptyAnswersAskedAgain",
              turns -> turns.withEmptyAnswersAskedAgain(3),
              TurnPolicy::emptyAnswersAskedAgain),
          new Key<>("nudge", turns -> turns.withNudge("Well?"), TurnPolicy::nudge),
          new Key<>("printedCalls", TurnPolicy::withPrintedCalls, TurnPolicy::readsPrintedCalls));

  @Test
  void eachKeyIsChangedAloneAndKeptByTheOthers() {
    eachIsChangedAlone(LIMITS, LIMIT_KEYS);
    eachIsChangedAlone(TURNS, TURN_KEYS);
  }

  private static <T> void eachIsChangedAlone(T defaults, List<Key<T>> keys) {
    T all = defaults;
    for (Key<T> key : keys) {
      T one = key.change.apply(defaults);
      for (Key<T> other : keys) {
        boolean same = other.read.apply(one).equals(other.read.apply(defaults));
        assertEquals(!other.equals(key), same, key.name + " changed, and " + other.name);
      }
      all = key.change.apply(all);
    }
    for (Key<T> key : keys) {
      assertNotEquals(key.read.apply(defaults), key.read.apply(all), key.name);
    }
  }
}
