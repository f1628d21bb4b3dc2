package dev.agentruntime.tests;

import dev.agentruntime.testkit.model.Turn;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Scripts for models that do everything models do: several calls a turn, of any tool, with broken
 * arguments, missing and repeated ids, answers cut off, failures, hangs. Confined to one thread.
 */
final class RandomScript {
  private static final int MAX_TURNS = 6;
  private static final int MAX_CALLS = 8;

  private final SplittableRandom random;
  private final List<String> tools;

  /** Of so many calls one has the same arguments as others; 0 for none. */
  private final int repeating;

  RandomScript(long seed, List<String> tools) {
    this(seed, tools, 0);
  }

  RandomScript(long seed, List<String> tools, int repeating) {
    this.random = new SplittableRandom(seed);
    this.tools = tools;
    this.repeating = repeating;
  }

  /** A script that ends with an answer, unless a turn before fails or never ends. */
  List<Turn> next() {
    List<Turn> script = new ArrayList<>();
    int turns = random.nextInt(MAX_TURNS);
    for (int i = 0; i < turns; i++) {
      script.add(turn());
    }
    script.add(Turn.answer("done").withUsage(10, 1));
    return script;
  }

  private Turn turn() {
    return switch (random.nextInt(40)) {
      case 0 -> Turn.rateLimit();
      case 1 -> Turn.nullResponse();
      case 2 -> Turn.failure(new NoClassDefFoundError("com/vendor/Client"));
      case 3 -> Turn.hang();
      case 4 -> Turn.empty();
      case 5 -> calls().finishing(FinishReason.LENGTH);
      case 6 -> calls().finishing(FinishReason.CONTENT_FILTER);
      case 7 -> Turn.answer("cut").finishing(FinishReason.LENGTH);
      case 8 -> Turn.answer("early").after(Duration.ofMillis(random.nextInt(2_000)));
      default -> calls();
    };
  }

  private Turn calls() {
    int count = 1 + random.nextInt(MAX_CALLS);
    Turn turn = Turn.call(tool(), arguments());
    for (int i = 1; i < count; i++) {
      turn = turn.andCall(tool(), arguments());
    }
    if (random.nextInt(4) == 0) {
      turn = turn.withIds(ids(count));
    }
    if (random.nextInt(3) == 0) {
      turn = turn.saying("so far");
    }
    return turn.withUsage(random.nextInt(100), random.nextInt(10))
        .after(Duration.ofMillis(random.nextInt(500)));
  }

  private String tool() {
    return switch (random.nextInt(20)) {
      case 0 -> "made.up name";
      case 1 -> "";
      default -> tools.get(random.nextInt(tools.size()));
    };
  }

  private @Nullable String arguments() {
    if (repeating > 0 && random.nextInt(repeating) == 0) {
      return "{\"ms\":1}";
    }
    return switch (random.nextInt(15)) {
      case 0 -> null;
      case 1 -> "{\"ms\":";
      case 2 -> "[]";
      default ->
          "{\"ms\":%d,\"how\":%d,\"seed\":%d}"
              .formatted(random.nextInt(4_000), random.nextInt(8), random.nextInt(1_000_000));
    };
  }

  private @Nullable String[] ids(int count) {
    @Nullable String[] ids = new @Nullable String[count];
    for (int i = 0; i < count; i++) {
      ids[i] =
          switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> " ";
            case 2 -> "same";
            default -> "id-" + random.nextInt(10);
          };
    }
    return ids;
  }
}
