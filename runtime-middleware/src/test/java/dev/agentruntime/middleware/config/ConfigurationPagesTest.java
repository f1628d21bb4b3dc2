package dev.agentruntime.middleware.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.approval.Approvals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The pages about the configuration say what the code does. */
class ConfigurationPagesTest {
  private static String page(String name) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("ARCHITECTURE.md"))) {
      root = Objects.requireNonNull(root.getParent(), "the tree's root is not above the tests");
    }
    return Files.readString(root.resolve(name));
  }

  @Test
  void theTableOfKeysIsTheOneOfTheCode() throws IOException {
    assertTrue(
        page("docs/configuration.md").endsWith(GovernanceConfig.describe()),
        () -> "docs/configuration.md must end with:\n" + GovernanceConfig.describe());
  }

  @Test
  void theFileOfTheReadmeIsRead() throws IOException {
    String readme = page("README.md");
    int begin = readme.indexOf("```toml\n") + "```toml\n".length();
    String file = readme.substring(begin, readme.indexOf("```", begin));

    assertEquals(
        "guard(log(audit(policy(loop-detection(failure-limit(budget(approval(output-cap(timeout("
            + "retry(tool)))))))))))",
        GovernanceConfig.parse(file, ConfigurationParts.none().approvals(Approvals.inMemory()))
            .tools()
            .build()
            .toString());
  }
}
