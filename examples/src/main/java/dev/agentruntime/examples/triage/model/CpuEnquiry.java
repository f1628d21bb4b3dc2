package dev.agentruntime.examples.triage.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for one thread that uses far more processor time than the others, and for the method it
 * spends it in.
 */
final class CpuEnquiry implements Enquiry {
  private static final String LOAD = "busy_threads";
  private static final String PROFILE = "profile_cpu";
  private static final Pattern LOAD_LINE =
      Pattern.compile(
          "^\\s*(?<share>[0-9.]+) %\\s+(?<ms>\\d+) of \\d+ ms\\s+\"(?<name>.*)\" #\\d+"
              + " +(?<state>[A-Z_]*).*$");
  private static final Pattern STACK_LINE =
      Pattern.compile("^\\s*[0-9.]+ %\\s+(?<count>\\d+) samples\\s+(?<name>.*)$");

  /**
   * On a crowded machine even an endless loop gets little; what tells it apart is that the others
   * get far less.
   */
  private static final double LEAST_SHARE = 1.5;

  private static final double TIMES_THE_NEXT = 3;
  private static final int LEAST_SAMPLES = 20;
  private static final double MOST_OF_THEM = 0.6;

  @Override
  public List<Ask> next(Transcript seen) {
    if (seen.count(LOAD) == 0) {
      return List.of(new Ask(LOAD, Map.of("seconds", 2)));
    }
    if (seen.count(PROFILE) == 0 && suspect(seen).isPresent()) {
      return List.of(new Ask(PROFILE, Map.of("seconds", 2)), new Ask(LOAD, Map.of("seconds", 2)));
    }
    return List.of();
  }

  @Override
  public Optional<Finding> finding(Transcript seen) {
    Optional<Busy> suspect = suspect(seen);
    Optional<String> profile = seen.last(PROFILE);
    if (suspect.isEmpty() || profile.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Long> methods = new HashMap<>();
    Map<String, String> places = new HashMap<>();
    long all = 0;
    long own = 0;
    for (Stack stack : stacks(profile.get())) {
      all += stack.samples();
      if (stack.name().equals(suspect.get().name())) {
        own += stack.samples();
        Optional<String> place = Frames.innermost(stack.frames());
        place.ifPresent(at -> places.putIfAbsent(method(at), at));
        place.ifPresent(at -> methods.merge(method(at), stack.samples(), Long::sum));
      }
    }
    Optional<Map.Entry<String, Long>> hottest =
        methods.entrySet().stream().max(Map.Entry.comparingByValue());
    if (hottest.isEmpty()
        || own < LEAST_SAMPLES
        || own < MOST_OF_THEM * all
        || hottest.get().getValue() < MOST_OF_THEM * own) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "HOT LOOP: one thread keeps a processor busy",
            "high",
            List.of(places.getOrDefault(hottest.get().getKey(), hottest.get().getKey())),
            List.of(
                "thread \""
                    + suspect.get().name()
                    + "\" used "
                    + suspect.get().share()
                    + " % of a processor",
                own
                    + " of "
                    + all
                    + " samples are from it, "
                    + hottest.get().getValue()
                    + " of them in this method")));
  }

  private static String method(String place) {
    int end = place.indexOf(':');
    return end < 0 ? place : place.substring(0, end);
  }

  /** A thread that runs Java code, and how busy it was. */
  private record Busy(String name, double share, long millis, String state) {}

  /** The same thread far ahead of all others in each measurement so far. */
  private static Optional<Busy> suspect(Transcript seen) {
    Optional<Busy> suspect = Optional.empty();
    for (String answer : seen.answers(LOAD)) {
      Optional<Busy> one = ahead(answer);
      if (one.isEmpty()
          || (suspect.isPresent() && !suspect.get().name().equals(one.get().name()))) {
        return Optional.empty();
      }
      suspect = one;
    }
    return suspect;
  }

  private static Optional<Busy> ahead(String load) {
    List<Busy> busy = new ArrayList<>();
    Optional<Busy> open = Optional.empty();
    for (String line : load.lines().toList()) {
      Matcher header = LOAD_LINE.matcher(line);
      if (header.matches()) {
        open =
            Optional.of(
                new Busy(
                    header.group("name"),
                    Double.parseDouble(header.group("share")),
                    Long.parseLong(header.group("ms")),
                    header.group("state")));
      } else if (open.isPresent() && Frames.isApplication(line.strip())) {
        // Only threads that run the application's code: compilers and collectors are busy for good
        // reasons.
        busy.add(open.get());
        open = Optional.empty();
      }
    }
    if (busy.isEmpty()) {
      return Optional.empty();
    }
    Busy first = busy.getFirst();
    double next = busy.size() > 1 ? busy.get(1).millis() : 0;
    boolean far = first.share() >= LEAST_SHARE && first.millis() >= TIMES_THE_NEXT * next;
    // A thread that pauses between its rounds is mostly caught pausing.
    return far && first.state().equals("RUNNABLE") ? Optional.of(first) : Optional.empty();
  }

  /** Some samples of one thread with one stack. */
  private record Stack(String name, long samples, List<String> frames) {}

  private static List<Stack> stacks(String profile) {
    List<Stack> stacks = new ArrayList<>();
    for (String line : profile.lines().toList()) {
      Matcher header = STACK_LINE.matcher(line);
      if (header.matches()) {
        stacks.add(
            new Stack(
                header.group("name"), Long.parseLong(header.group("count")), new ArrayList<>()));
      } else if (!stacks.isEmpty() && line.strip().startsWith("at ")) {
        stacks.getLast().frames().add(line.strip());
      }
    }
    return stacks;
  }
}
