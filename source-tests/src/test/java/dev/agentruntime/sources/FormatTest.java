package dev.agentruntime.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.googlejavaformat.java.Main;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The formatter's own word on the tree; {@code ./format} runs the same program. */
final class FormatTest {

  @Test
  void everyJavaFileIsFormatted() throws Exception {
    StringWriter changed = new StringWriter();
    StringWriter problems = new StringWriter();
    Main formatter =
        new Main(
            new PrintWriter(changed, true),
            new PrintWriter(problems, true),
            InputStream.nullInputStream());
    List<String> files = Tree.files(".java").stream().map(Object::toString).toList();
    int status =
        formatter.format(
            Stream.concat(Stream.of("--dry-run", "--set-exit-if-changed"), files.stream())
                .toArray(String[]::new));
    assertEquals(0, status, () -> "Not formatted, run ./format:\n" + changed + problems);
  }
}
