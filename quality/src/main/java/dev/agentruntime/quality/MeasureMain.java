package dev.agentruntime.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The program behind {@code quality/measure SUITE [OPTION...] FILE...}: prints one JSON object per
 * line to standard output and nothing else there; what went wrong goes to standard error, and the
 * exit status is not 0 then.
 */
public final class MeasureMain {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintStream out;
  private final PrintStream err;

  MeasureMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Measures files with a suite.
   *
   * @param args the suite's name, then its options, then paths of JSONL files
   */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    int status = new MeasureMain(out, System.err).run(List.of(args));
    out.flush();
    System.exit(status);
  }

  /** Runs the program and answers its exit status: 0, 1 for a bad file, 2 for a bad command. */
  int run(List<String> args) {
    if (args.size() < 2) {
      err.println(
          "usage: quality/measure SUITE [OPTION...] FILE...  with SUITE one of " + Suites.names());
      return 2;
    }
    Optional<Suite> suite = Suites.named(args.getFirst());
    if (suite.isEmpty()) {
      err.println("suite must be one of " + Suites.names() + ", was " + args.getFirst());
      return 2;
    }
    int status = 0;
    for (String file : args.subList(1, args.size())) {
      if (file.startsWith("--")) {
        if (!suite.get().option(file)) {
          err.println("suite " + suite.get().name() + " has no option " + file);
          return 2;
        }
        continue;
      }
      if (!measure(suite.get(), file)) {
        status = 1;
      }
    }
    return status;
  }

  private boolean measure(Suite suite, String file) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      err.println("file must exist and be a file, was " + file);
      return false;
    }
    int line = 0;
    try (BufferedReader rows = Files.newBufferedReader(path)) {
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        line++;
        if (!row.isBlank()) {
          suite.add(read(row));
        }
      }
    } catch (BadRowException e) {
      err.println(file + ":" + line + ": " + e.getMessage());
      suite.finish(file);
      return false;
    } catch (IOException e) {
      err.println(file + ": cannot be read after line " + line + ": " + e);
      suite.finish(file);
      return false;
    }
    for (ObjectNode answer : suite.finish(file)) {
      out.println(answer);
    }
    return true;
  }

  private static ObjectNode read(String row) throws BadRowException {
    JsonNode node;
    try {
      node = JSON.readTree(row);
    } catch (JsonProcessingException _) {
      throw new BadRowException("row must be one JSON object, is not JSON");
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new BadRowException("row must be one JSON object, was " + node.getNodeType());
  }
}
