package dev.agentruntime.tools.files;

import dev.agentruntime.tools.files.RootedFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads slices of text files within bounds. Immutable. */
final class TextReader {
  private static final int MAX_LINE_BYTES = 2000;

  private final RootedPaths paths;
  private final int maxBytes;
  private final long maxSearchBytes;

  TextReader(RootedPaths paths, int maxBytes, long maxSearchBytes) {
    this.paths = paths;
    this.maxBytes = maxBytes;
    this.maxSearchBytes = maxSearchBytes;
  }

  TextSlice lines(String path, long from, int count)
      throws RootedFileException, InterruptedException {
    return reading(
        path,
        stream -> {
          LineScanner scanner = textScanner(path, stream);
          for (long number = 1; number < from; number++) {
            if (scanner.next() == null) {
              break;
            }
          }
          List<String> lines = new ArrayList<>();
          int bytes = 0;
          @Nullable String line = scanner.next();
          while (line != null && lines.size() < count && bytes + line.length() <= maxBytes) {
            lines.add(line);
            bytes += line.length() + 1;
            line = scanner.next();
          }
          return new TextSlice(shown(path), size(path), OptionalLong.of(from), lines, line != null);
        });
  }

  TextSlice tail(String path, int count) throws RootedFileException, InterruptedException {
    return reading(
        path,
        stream -> {
          long skipped = Math.max(0, size(path) - maxBytes);
          stream.skipNBytes(skipped);
          LineScanner scanner = textScanner(path, stream);
          Deque<String> last = new ArrayDeque<>();
          boolean more = skipped > 0;
          if (skipped > 0) {
            // It begins somewhere in the middle of a line.
            scanner.next();
          }
          // A file that grows faster than it is read has an end all the same.
          for (@Nullable String line = scanner.next();
              line != null && scanner.bytesRead() <= 2L * maxBytes;
              line = scanner.next()) {
            last.addLast(line);
            if (last.size() > count) {
              last.removeFirst();
              more = true;
            }
          }
          return new TextSlice(
              shown(path), size(path), OptionalLong.empty(), List.copyOf(last), more);
        });
  }

  TextChunk chunk(String path, long offset, int length)
      throws RootedFileException, InterruptedException {
    return reading(
        path,
        stream -> {
          long size = size(path);
          long start = Math.min(offset, size);
          stream.skipNBytes(start);
          byte[] bytes = stream.readNBytes(Math.min(length, maxBytes));
          for (byte b : bytes) {
            if (b == 0) {
              throw paths.failure(Reason.BINARY, path, "is binary, not text");
            }
          }
          return new TextChunk(
              shown(path), size, start, bytes.length, new String(bytes, StandardCharsets.UTF_8));
        });
  }

  TextSearch search(String path, List<Path> files, Pattern pattern, int maxMatches)
      throws RootedFileException, InterruptedException {
    Search search = new Search(pattern, maxMatches);
    for (Path file : files) {
      if (search.bytes >= maxSearchBytes) {
        search.complete = false;
        break;
      }
      String name = paths.shown(file);
      try {
        reading(name, stream -> search.in(name, stream));
      } catch (RootedFileException e) {
        // One unreadable file among many is no reason to fail; the only file asked for is, and so
        // is the pattern.
        if (files.size() == 1 || e.reason() == Reason.INVALID) {
          throw e;
        }
        search.skipped++;
      }
    }
    return new TextSearch(
        shown(path),
        search.matches,
        search.matching,
        new TextSearch.Coverage(search.searched, search.skipped, search.complete));
  }

  /** The running sums of one search. Confined to one thread. */
  private final class Search {
    private final BoundedMatching matcher;
    private final int maxMatches;
    private final List<TextSearch.Match> matches = new ArrayList<>();
    private long matching;
    private long bytes;
    private int searched;
    private int skipped;
    private boolean complete = true;

    Search(Pattern pattern, int maxMatches) {
      this.matcher = new BoundedMatching(pattern);
      this.maxMatches = maxMatches;
    }

    Search in(String name, InputStream stream) throws IOException, InterruptedException {
      LineScanner scanner = textScanner(name, stream);
      long number = 0;
      for (@Nullable String line = scanner.next(); line != null; line = scanner.next()) {
        number++;
        if (find(name, number, line)) {
          matching++;
          if (matches.size() < maxMatches) {
            matches.add(new TextSearch.Match(name, number, line));
          }
        }
        if (bytes + scanner.bytesRead() > maxSearchBytes) {
          complete = false;
          break;
        }
      }
      bytes += scanner.bytesRead();
      searched++;
      return this;
    }

    private boolean find(String name, long number, String line) throws RootedFileException {
      try {
        return matcher.find(line);
      } catch (BoundedMatching.TooMuchWork e) {
        throw paths.failure(
            Reason.INVALID, name, "cannot be searched: " + e.getMessage() + " on line " + number);
      }
    }
  }

  /** What is done with an open file. */
  private interface Reading<T> {
    T from(InputStream stream) throws IOException, InterruptedException;
  }

  private <T> T reading(String path, Reading<T> reading)
      throws RootedFileException, InterruptedException {
    try (InputStream stream = paths.open(path)) {
      return reading.from(stream);
    } catch (RootedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new RootedFileException(path, paths.root(), e);
    }
  }

  private LineScanner textScanner(String path, InputStream stream)
      throws IOException, InterruptedException {
    LineScanner scanner = new LineScanner(stream, MAX_LINE_BYTES);
    if (scanner.startsWithBinary()) {
      throw paths.failure(Reason.BINARY, path, "is binary, not text");
    }
    return scanner;
  }

  private long size(String path) throws IOException {
    return Files.size(paths.file(path));
  }

  private String shown(String path) throws RootedFileException {
    return paths.shown(paths.resolve(path));
  }
}
