package dev.agentruntime.tools.files;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Words answers for a model: one line per fact, sizes in bytes so that they can be compared. */
final class FileText {
  private FileText() {}

  static String of(FileListing listing) {
    StringBuilder text = new StringBuilder();
    for (FileListing.Entry entry : listing.entries()) {
      String size =
          switch (entry.kind()) {
            case FILE -> entry.bytes() + " bytes";
            case DIRECTORY -> "directory";
            case LINK -> "link";
            case OTHER -> "special file";
          };
      text.append(entry.path())
          .append("  ")
          .append(size)
          .append("  ")
          .append(time(entry.modified()))
          .append('\n');
    }
    if (listing.omitted() > 0) {
      text.append("[… ").append(listing.omitted()).append(" entries more]\n");
    }
    return text.isEmpty() ? "'" + listing.path() + "' is empty\n" : text.toString();
  }

  static String of(TextSlice slice) {
    StringBuilder text =
        new StringBuilder()
            .append(slice.path())
            .append(" (")
            .append(slice.fileBytes())
            .append(" bytes), ");
    int count = slice.lines().size();
    if (count == 0) {
      text.append(slice.fileBytes() == 0 ? "is empty" : "has no line there");
    } else if (slice.firstLine().isPresent()) {
      long first = slice.firstLine().getAsLong();
      text.append("lines ")
          .append(first)
          .append(" to ")
          .append(first + count - 1)
          .append(slice.more() ? ", goes on" : ", to its end");
    } else {
      text.append("its last ")
          .append(count)
          .append(" lines")
          .append(slice.more() ? "" : ", that is all");
    }
    text.append(":\n");
    slice.lines().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  static String of(TextSearch search) {
    StringBuilder text = new StringBuilder();
    search
        .matches()
        .forEach(
            m ->
                text.append(m.path())
                    .append(':')
                    .append(m.line())
                    .append(": ")
                    .append(m.text())
                    .append('\n'));
    long hidden = search.matchingLines() - search.matches().size();
    if (hidden > 0) {
      text.append("[… ").append(hidden).append(" matching lines more]\n");
    }
    TextSearch.Coverage coverage = search.coverage();
    text.append(search.matchingLines())
        .append(" matching line(s) in ")
        .append(coverage.files())
        .append(" file(s) of '");
    text.append(search.path()).append('\'');
    if (coverage.skipped() > 0) {
      text.append(", ")
          .append(coverage.skipped())
          .append(" file(s) left out as binary or unreadable");
    }
    return text.append(coverage.complete() ? "\n" : "; not all was searched, there is too much\n")
        .toString();
  }

  static String of(DiskUsage usage) {
    StringBuilder text = new StringBuilder();
    text.append("total ")
        .append(usage.total().bytes())
        .append(" bytes in ")
        .append(usage.total().files())
        .append(" files below '");
    text.append(usage.total().path())
        .append('\'')
        .append(usage.complete() ? "" : " (at least; there are too many entries)");
    text.append("\nfile system ").append(usage.store().bytes()).append(" bytes, ");
    text.append(usage.store().usableBytes()).append(" bytes usable\ndirectories:\n");
    for (DiskUsage.Directory directory : usage.directories()) {
      text.append(directory.bytes())
          .append("  ")
          .append(directory.path())
          .append("  (")
          .append(directory.files())
          .append(" files)\n");
    }
    text.append("largest files:\n");
    for (DiskUsage.File file : usage.largest()) {
      text.append(file.bytes())
          .append("  ")
          .append(file.path())
          .append("  ")
          .append(time(file.modified()))
          .append('\n');
    }
    return text.toString();
  }

  private static Instant time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
