package dev.agentruntime.examples.triage.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for threads that wait for each other: a cycle of who waits for whose lock, seen in two
 * dumps.
 */
final class LockEnquiry implements Enquiry {
  private static final String TOOL = "thread_dump";
  private static final int DUMPS = 2;
  private static final Pattern HEADER = Pattern.compile("^\"(?<name>.*)\" #\\d+ cpu=.*$");
  private static final Pattern WAITS =
      Pattern.compile("^- (?:waiting to lock|parking to wait for)\\s+(?<lock><0x[0-9a-f]+>).*$");
  private static final Pattern HOLDS = Pattern.compile("^- (?:locked )?(?<lock><0x[0-9a-f]+>).*$");

  @Override
  public List<Ask> next(Transcript seen) {
    if (seen.count(TOOL) == 0) {
      return List.of(Ask.of(TOOL));
    }
    boolean again = seen.count(TOOL) < DUMPS && !cycle(seen.last(TOOL).orElse("")).isEmpty();
    return again ? List.of(Ask.of(TOOL)) : List.of();
  }

  @Override
  public Optional<Finding> finding(Transcript seen) {
    List<String> dumps = seen.answers(TOOL);
    if (dumps.isEmpty()) {
      return Optional.empty();
    }
    List<Parked> cycle = cycle(dumps.getLast());
    if (cycle.isEmpty()) {
      return Optional.empty();
    }
    boolean lasting = dumps.size() > 1 && names(cycle).equals(names(cycle(dumps.getFirst())));
    List<String> culprits = cycle.stream().map(Parked::culprit).toList();
    List<String> evidence = new ArrayList<>();
    for (Parked thread : cycle) {
      evidence.add(
          "\"" + thread.name() + "\" holds " + thread.held() + " and waits for " + thread.lock());
    }
    evidence.add(lasting ? "the same in two thread dumps" : "seen in one thread dump only");
    return Optional.of(
        new Finding(
            "DEADLOCK: threads wait for each other's locks",
            lasting ? "high" : "medium",
            culprits,
            evidence));
  }

  private static Set<String> names(List<Parked> threads) {
    Set<String> names = new HashSet<>();
    threads.forEach(thread -> names.add(thread.name()));
    return names;
  }

  /** A thread that waits for a lock. */
  private record Parked(String name, String lock, Set<String> held, List<String> frames) {
    String culprit() {
      return Frames.innermost(frames).orElse("thread " + name);
    }
  }

  /** The threads of a cycle, each waiting for a lock of the next; none if there is no cycle. */
  private static List<Parked> cycle(String dump) {
    Map<String, Parked> waiting = new LinkedHashMap<>();
    Map<String, String> owners = new HashMap<>();
    for (Block block : blocks(dump)) {
      block.held.forEach(lock -> owners.put(lock, block.name));
      String lock = block.waitsFor;
      if (lock != null) {
        waiting.put(block.name, new Parked(block.name, lock, block.held, block.frames));
      }
    }
    for (Parked start : waiting.values()) {
      Set<Parked> path = new LinkedHashSet<>();
      @Nullable Parked at = start;
      while (at != null && path.add(at)) {
        String owner = owners.get(at.lock());
        at = owner == null ? null : waiting.get(owner);
      }
      if (start.equals(at) && path.size() > 1) {
        return List.copyOf(path);
      }
    }
    return List.of();
  }

  private static List<Block> blocks(String dump) {
    List<Block> blocks = new ArrayList<>();
    @Nullable Block block = null;
    for (String line : dump.lines().toList()) {
      Matcher header = HEADER.matcher(line);
      if (header.matches()) {
        block = new Block(header.group("name"));
        blocks.add(block);
      } else if (line.isBlank()) {
        block = null;
      } else if (block != null) {
        block.add(line.strip());
      }
    }
    return blocks;
  }

  /** The lines of one thread while they are being read. */
  private static final class Block {
    private final String name;
    private final List<String> frames = new ArrayList<>();
    private final Set<String> held = new HashSet<>();
    private @Nullable String waitsFor;

    Block(String name) {
      this.name = name;
    }

    void add(String line) {
      Matcher waits = WAITS.matcher(line);
      Matcher holds = HOLDS.matcher(line);
      if (line.startsWith("at ")) {
        frames.add(line);
      } else if (waits.matches()) {
        waitsFor = waits.group("lock");
      } else if (holds.matches()) {
        held.add(holds.group("lock"));
      }
    }
  }
}
