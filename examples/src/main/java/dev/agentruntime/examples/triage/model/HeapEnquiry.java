package dev.agentruntime.examples.triage.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for a class whose live objects become more from one heap histogram to the next, and for the
 * code that makes them.
 */
final class HeapEnquiry implements Enquiry {
  private static final String HISTOGRAM = "heap_histogram";
  private static final String PROFILE = "profile_allocations";
  private static final Pattern ROW =
      Pattern.compile("^(?<count>\\d+) {2}(?<bytes>\\d+) {2}(?<name>\\S+)$");
  private static final Pattern STACK_LINE =
      Pattern.compile("^\\s*[0-9.]+ %\\s+\\d+ bytes\\s+(?<name>\\S+)$");

  /** Growth in each of three steps is no coincidence. */
  private static final int HISTOGRAMS = 4;

  /** A cache that breathes gains some and loses them again. */
  private static final long LEAST_GROWTH = 150;

  private static final int PROFILES = 3;

  @Override
  public List<Ask> next(Transcript seen) {
    if (seen.count(HISTOGRAM) == 0) {
      return List.of(new Ask(HISTOGRAM, Map.of("rows", 80)), Ask.of("heap_usage"));
    }
    List<Ask> asks = new ArrayList<>();
    boolean growing = seen.count(HISTOGRAM) == 1 || !growing(seen).isEmpty();
    if (growing && seen.count(HISTOGRAM) < HISTOGRAMS) {
      asks.add(new Ask(HISTOGRAM, Map.of("rows", 80)));
    }
    if (seen.count(HISTOGRAM) > 1
        && growing
        && makers(seen).isEmpty()
        && seen.count(PROFILE) < PROFILES) {
      asks.add(new Ask(PROFILE, Map.of("seconds", 2)));
    }
    return asks;
  }

  @Override
  public Optional<Finding> finding(Transcript seen) {
    Set<String> growing = growing(seen);
    List<String> answers = seen.answers(HISTOGRAM);
    if (growing.isEmpty() || answers.size() < HISTOGRAMS) {
      return Optional.empty();
    }
    List<String> culprits = new ArrayList<>();
    List<String> evidence = new ArrayList<>();
    for (String type : growing) {
      culprits.add("objects of class " + type);
      List<Long> counts =
          answers.stream().map(answer -> counts(answer).getOrDefault(type, 0L)).toList();
      evidence.add("live objects of " + type + " in successive histograms: " + counts);
    }
    for (String maker : makers(seen)) {
      culprits.add("made and kept by " + maker);
      evidence.add("the allocation profile shows them made in " + maker);
    }
    return Optional.of(
        new Finding(
            "MEMORY LEAK: live objects only become more",
            culprits.size() > growing.size() ? "high" : "medium",
            culprits,
            evidence));
  }

  /** The application's classes that have grown in each step. */
  private static Set<String> growing(Transcript seen) {
    List<Map<String, Long>> histograms =
        seen.answers(HISTOGRAM).stream().map(HeapEnquiry::counts).toList();
    if (histograms.size() < 2) {
      return Set.of();
    }
    Set<String> growing = new LinkedHashSet<>(histograms.getLast().keySet());
    growing.removeIf(type -> !Frames.isApplication(type));
    for (int i = 1; i < histograms.size(); i++) {
      Map<String, Long> before = histograms.get(i - 1);
      Map<String, Long> after = histograms.get(i);
      growing.removeIf(
          type -> after.getOrDefault(type, 0L) - before.getOrDefault(type, 0L) < LEAST_GROWTH);
    }
    return growing;
  }

  private static Map<String, Long> counts(String histogram) {
    Map<String, Long> counts = new HashMap<>();
    for (String line : histogram.lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        counts.put(row.group("name"), Long.parseLong(row.group("count")));
      }
    }
    return counts;
  }

  /** The places that make objects of the growing classes, or what such an object is made of. */
  private static Set<String> makers(Transcript seen) {
    Set<String> makers = new LinkedHashSet<>();
    for (String type : growing(seen)) {
      for (String profile : seen.answers(PROFILE)) {
        makers(profile, type, makers);
      }
    }
    return makers;
  }

  private static void makers(String profile, String type, Set<String> makers) {
    boolean itself = false;
    boolean open = false;
    boolean inside = false;
    for (String line : profile.lines().toList()) {
      Matcher header = STACK_LINE.matcher(line);
      if (header.matches()) {
        itself = header.group("name").equals(type);
        open = true;
        inside = false;
        continue;
      }
      String frame = line.strip();
      boolean constructor = frame.startsWith("at " + type + ".<init>");
      inside |= constructor;
      if (open && !constructor && Frames.isApplication(frame)) {
        if (itself || inside) {
          makers.add(frame.substring("at ".length()));
        }
        open = false;
      }
    }
  }
}
