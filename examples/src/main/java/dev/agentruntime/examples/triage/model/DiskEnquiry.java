package dev.agentruntime.examples.triage.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for a folder that is full and the file that fills it. What the log complains of is only
 * where it hurts: every writer suffers from a full folder, so the culprit is read from the sizes,
 * and the log only tells who writes it.
 */
final class DiskEnquiry implements Enquiry {
  private static final String LIST = "list_files";
  private static final String USAGE = "disk_usage";
  private static final String SEARCH = "search_files";
  private static final String READ = "read_file";
  private static final String TAIL = "tail_file";
  private static final String FULL = "(?i)no space left|disk (is )?full|quota exceeded";

  private static final Pattern LISTED =
      Pattern.compile("^(?<path>\\S+) {2}(?<bytes>\\d+) bytes .*$");
  private static final Pattern DIRECTORY =
      Pattern.compile("^(?<bytes>\\d+) {2}(?<path>\\S+) {2}\\(\\d+ files\\)$");
  private static final Pattern FILE =
      Pattern.compile("^(?<bytes>\\d+) {2}(?<path>\\S+) {2}\\d{4}-\\S+$");
  private static final Pattern SETTING =
      Pattern.compile(
          "^\\s*(?<key>[\\w.-]+)\\s*[=:]\\s*(?<number>\\d+)\\s*(?<unit>[kKmMgG]?)[bB]?\\s*$");
  private static final Pattern MATCH =
      Pattern.compile("^(?<path>\\S+?):(?<line>\\d+): (?<text>.*)$");
  private static final Pattern SETTINGS_FILE =
      Pattern.compile(".*\\.(properties|conf|cfg|ini|ya?ml|toml)$");
  private static final int MAX_FILES = 5;
  private static final int LINES_OF_TRACE = 8;

  @Override
  public List<Ask> next(Transcript seen) {
    List<Ask> asks = new ArrayList<>();
    if (seen.count(LIST) == 0) {
      asks.add(new Ask(LIST, Map.of("path", ".", "depth", 3)));
      asks.add(new Ask(USAGE, Map.of("path", ".")));
      asks.add(new Ask(SEARCH, Map.of("path", ".", "regex", FULL, "maxMatches", 20)));
      asks.add(new Ask("run_command", Map.of("argv", List.of("df", "-Pk", "."))));
      return asks;
    }
    for (String path : listed(seen, "log")) {
      addOnce(seen, asks, TAIL, path, new Ask(TAIL, Map.of("path", path, "count", 30)));
    }
    if (complaints(seen).isEmpty()) {
      return asks;
    }
    for (String path : listed(seen, "settings")) {
      addOnce(seen, asks, READ, path, new Ask(READ, Map.of("path", path)));
    }
    filler(seen).ifPresent(file -> askForWriter(seen, asks, file.name()));
    return asks;
  }

  private static void askForWriter(Transcript seen, List<Ask> asks, String name) {
    addOnce(
        seen,
        asks,
        SEARCH,
        name,
        new Ask(SEARCH, Map.of("path", ".", "regex", Pattern.quote(name), "maxMatches", 5)));
    mention(seen, name)
        .ifPresent(
            at -> {
              Map<String, Object> slice =
                  Map.of(
                      "path",
                      at.group("path"),
                      "from",
                      Long.parseLong(at.group("line")),
                      "count",
                      LINES_OF_TRACE);
              if (!seen.asked(READ, "\"from\"")) {
                asks.add(new Ask(READ, slice));
              }
            });
  }

  private static void addOnce(
      Transcript seen, List<Ask> asks, String tool, String argument, Ask ask) {
    if (!seen.asked(tool, argument)) {
      asks.add(ask);
    }
  }

  @Override
  public Optional<Finding> finding(Transcript seen) {
    List<Matcher> complaints = complaints(seen);
    Optional<Sized> file = filler(seen);
    if (complaints.isEmpty() || file.isEmpty()) {
      return Optional.empty();
    }
    Limit limit = limit(seen).orElseThrow();
    List<String> culprits = new ArrayList<>(List.of("file " + file.get().path()));
    List<String> evidence =
        new ArrayList<>(
            List.of(
                "folder "
                    + limit.folder().path()
                    + " holds "
                    + limit.folder().bytes()
                    + " bytes, the setting is "
                    + limit.setting(),
                "the file is its largest with " + file.get().bytes() + " bytes",
                "the log says: " + complaints.getLast().group("text").replaceAll("^.*: ", "")));
    Optional<String> writer = writer(seen, file.get().name());
    writer.ifPresent(
        frame -> {
          culprits.add("written by " + frame);
          evidence.add("failing to write it: " + frame);
        });
    return Optional.of(
        new Finding(
            "DISK FULL: a folder has reached its limit",
            writer.isPresent() ? "high" : "medium",
            culprits,
            evidence));
  }

  /** Files by what their names say they are. */
  private static List<String> listed(Transcript seen, String kind) {
    List<String> paths = new ArrayList<>();
    for (String line : seen.last(LIST).orElse("").lines().toList()) {
      Matcher entry = LISTED.matcher(line);
      if (entry.matches()) {
        String path = entry.group("path");
        boolean wanted =
            kind.equals("log") ? path.endsWith(".log") : SETTINGS_FILE.matcher(path).matches();
        if (wanted && paths.size() < MAX_FILES) {
          paths.add(path);
        }
      }
    }
    return paths;
  }

  private static List<Matcher> complaints(Transcript seen) {
    return matches(seen.answers(SEARCH, "(?i)"));
  }

  private static List<Matcher> matches(List<String> answers) {
    List<Matcher> matches = new ArrayList<>();
    for (String answer : answers) {
      answer.lines().map(MATCH::matcher).filter(Matcher::matches).forEach(matches::add);
    }
    return matches;
  }

  /** Something that takes up space. */
  private record Sized(String path, long bytes) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /** A folder that is as full as a setting allows. */
  private record Limit(Sized folder, String setting) {}

  private static Optional<Limit> limit(Transcript seen) {
    List<Sized> folders = sized(seen, DIRECTORY);
    Optional<Limit> best = Optional.empty();
    for (String answer : seen.answers(READ)) {
      for (String line : answer.lines().toList()) {
        Matcher setting = SETTING.matcher(line);
        if (!setting.matches()) {
          continue;
        }
        long allowed = Long.parseLong(setting.group("number")) * unit(setting.group("unit"));
        for (Sized folder : folders) {
          boolean full = folder.bytes() >= 0.9 * allowed && folder.bytes() <= 1.05 * allowed;
          // The deepest such folder is the one that is meant; those above it hold hardly more.
          if (full
              && best.map(known -> folder.path().length() > known.folder().path().length())
                  .orElse(true)) {
            best = Optional.of(new Limit(folder, line.strip()));
          }
        }
      }
    }
    return best;
  }

  private static long unit(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "k" -> 1L << 10;
      case "m" -> 1L << 20;
      case "g" -> 1L << 30;
      default -> 1;
    };
  }

  /** The largest file of the full folder. */
  private static Optional<Sized> filler(Transcript seen) {
    return limit(seen)
        .flatMap(
            limit ->
                sized(seen, FILE).stream()
                    .filter(file -> file.path().startsWith(limit.folder().path() + "/"))
                    .findFirst());
  }

  private static List<Sized> sized(Transcript seen, Pattern kind) {
    return seen.last(USAGE)
        .orElse("")
        .lines()
        .map(kind::matcher)
        .filter(Matcher::matches)
        .map(line -> new Sized(line.group("path"), Long.parseLong(line.group("bytes"))))
        .toList();
  }

  private static Optional<Matcher> mention(Transcript seen, String name) {
    return matches(seen.answers(SEARCH, name)).stream()
        .filter(match -> match.group("text").contains(name))
        .findFirst();
  }

  /** The innermost frame of the application below the line that names the file. */
  private static Optional<String> writer(Transcript seen, String name) {
    for (String answer : seen.answers(READ, "\"from\"")) {
      List<String> trace =
          answer
              .lines()
              .dropWhile(line -> !line.contains(name))
              .skip(1)
              .map(String::strip)
              .takeWhile(line -> line.startsWith("at "))
              .toList();
      Optional<String> frame = Frames.innermost(trace);
      if (frame.isPresent()) {
        return frame;
      }
    }
    return Optional.empty();
  }
}
