package dev.agentruntime.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The README, held to the programs it shows. */
final class Readme {
  private Readme() {}

  /** It shows what stands between the two marks of a program, to the letter. */
  static void assertShows(String program) throws IOException {
    String source =
        Files.readString(Path.of("src/main/java/dev/agentruntime/examples/" + program + ".java"));
    String shown =
        source
            .substring(source.indexOf("// begin") + 9, source.indexOf("  // end"))
            .stripTrailing()
            .stripIndent()
            .strip();
    String readme = Files.readString(Path.of("../README.md"));
    assertTrue(readme.contains(shown), "README.md must show this, to the letter:\n" + shown);
  }
}
