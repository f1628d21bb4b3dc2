package dev.agentruntime.middleware.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of an audit stream: {@code audit-00000001.jsonl} and so on. Stateless. */
final class Segments {
  private static final Pattern NAME = Pattern.compile("audit-(\\d{8})\\.jsonl");

  /** The file that keeps a second process out. */
  static final String LOCK = "audit.lock";

  /**
   * A segment.
   *
   * @param number counts from 1
   * @param file where it is
   */
  record Segment(int number, Path file) {
    String name() {
      return String.valueOf(file.getFileName());
    }
  }

  private Segments() {}

  static Path file(Path directory, int number) {
    return directory.resolve(String.format(Locale.ROOT, "audit-%08d.jsonl", number));
  }

  /** The segments there are, in order. */
  static List<Segment> in(Path directory) throws IOException {
    List<Segment> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(
          file -> {
            Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
            if (matcher.matches()) {
              found.add(new Segment(Integer.parseInt(matcher.group(1)), file));
            }
          });
    }
    found.sort(Comparator.comparingInt(Segment::number));
    return found;
  }
}
