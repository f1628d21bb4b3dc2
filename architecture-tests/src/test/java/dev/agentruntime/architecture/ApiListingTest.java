package dev.agentruntime.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The public API changes only together with its listing in {@code api/}, so that a review sees the
 * change.
 */
final class ApiListingTest {
  private static final String COMMAND = "./update-api";

  @Test
  void theListedApiIsTheApi() throws IOException {
    StringBuilder changes = new StringBuilder();
    for (String module : new TreeSet<>(Modules.PUBLISHED.keySet())) {
      Map<String, List<String>> current = ApiListing.of(classNames(module));
      Path file = Modules.root().resolve("api").resolve(module + ".txt");
      if (Boolean.getBoolean("api.update")) {
        Files.createDirectories(Modules.root().resolve("api"));
        Files.writeString(file, print(module, current));
      } else {
        changes.append(differences(module, parse(file), current));
      }
    }
    assertEquals(
        "",
        changes.toString(),
        () ->
            "The public API differs from its listing. If that is meant, run "
                + COMMAND
                + "\n"
                + changes);
  }

  @Test
  void theListingSeesTheApi() {
    Map<String, List<String>> core = ApiListing.of(classNames("runtime-core"));
    assertTrue(
        core.getOrDefault("dev.agentruntime.time.TimeSource", List.of())
            .contains("  void park(dev.agentruntime.time.Deadline deadline)"),
        core::toString);
  }

  private static List<String> classNames(String module) {
    return Modules.published().stream()
        .filter(type -> Modules.of(type).equals(module))
        .map(JavaClass::getName)
        .filter(name -> !name.endsWith("package-info"))
        .toList();
  }

  private static String print(String module, Map<String, List<String>> listing) {
    StringBuilder text = new StringBuilder();
    text.append("# What users of ")
        .append(module)
        .append(" can see. Written by ")
        .append(COMMAND)
        .append(".\n");
    listing
        .values()
        .forEach(lines -> text.append('\n').append(String.join("\n", lines)).append('\n'));
    return text.toString();
  }

  /** Back to types and their lines: a type's own line is the one that is not indented. */
  private static Map<String, List<String>> parse(Path file) throws IOException {
    Map<String, List<String>> listing = new LinkedHashMap<>();
    List<String> type = new ArrayList<>();
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith(" ")) {
        type = new ArrayList<>();
        listing.put(typeName(line), type);
      }
      type.add(line);
    }
    return listing;
  }

  private static String typeName(String line) {
    String head = line.replaceFirst("^.*?(?=dev\\.agentruntime)", "");
    return head.replaceFirst("[^A-Za-z0-9_.].*$", "");
  }

  private static String differences(
      String module, Map<String, List<String>> listed, Map<String, List<String>> current) {
    StringBuilder text = new StringBuilder();
    Set<String> types = new TreeSet<>(listed.keySet());
    types.addAll(current.keySet());
    for (String type : types) {
      List<String> before = listed.getOrDefault(type, List.of());
      List<String> after = current.getOrDefault(type, List.of());
      if (!before.equals(after)) {
        text.append(module).append(": ").append(type).append('\n');
        before.stream()
            .filter(line -> !after.contains(line))
            .forEach(line -> text.append("  - ").append(line).append('\n'));
        after.stream()
            .filter(line -> !before.contains(line))
            .forEach(line -> text.append("  + ").append(line).append('\n'));
      }
    }
    return text.toString();
  }
}
