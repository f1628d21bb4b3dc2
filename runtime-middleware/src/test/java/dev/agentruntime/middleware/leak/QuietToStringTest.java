package dev.agentruntime.middleware.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.AgentRuntime;
import dev.agentruntime.middleware.Governance;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Records print themselves wherever somebody logs them: each component that holds text must be a
 * name, an id or a number's unit, or must not be printed.
 */
class QuietToStringTest {
  /** Who, which and where, in the words of the library or of its host. */
  private static final Set<String> IDENTIFYING =
      Set.of(
          ("account agentPath among approvers argumentsDigest by call callId code culprit id"
                  + " idempotencyKey incidentId layer link mac name outcome outcomeCode place"
                  + " principal reasonCode requestId requester roles rule runId schemaHash"
                  + " seenDigest session source stream tenant textDigest tool toolName")
              .split(" "));

  /**
   * Words of the library about names, sizes and bounds; documented to hold nothing that was said.
   */
  private static final Set<String> WORDS_OF_THE_LIBRARY =
      Set.of(
          "ApprovalDisplay.Field.pointer", // redacted, as is what it points to
          "ApprovalDisplay.changes", // redacted
          "AuditFinding.file",
          "AuditFinding.text",
          "AuditRecord.Decided.detail", // redacted
          "AuditRecord.Ending.reason",
          "Cancellation.detail", // the host's
          "Coercion.pointer",
          "Decision.detail",
          "DecisionResult.Conflict.why",
          "Decoded.Refused.explanation",
          "Forecast.Asks.whom",
          "Forecast.Asks.why",
          "NamePattern.text", // the host's
          "RunCheckpoint.Stop.detail",
          "RunEvent.LayerDecided.detail",
          "RunEvent.ModelLayerDecided.detail",
          "RunEvent.RunEnded.detail",
          "RunEvent.RunEnded.result",
          "RunEvent.WorkAbandoned.what", // a thread's name
          "RunResult.Stopped.detail",
          "ToolOutcome.UnknownTool.near", // names of tools that there are
          "Transition.Conflict.why",
          "Verdict.Escalate.to", // principals and roles
          "Violation.pointer",
          "Violation.problem");

  @Test
  void aRecordPrintsWhoAndWhichAndNotWhatWasSaid() throws Exception {
    Set<String> printed = new TreeSet<>();
    int made = 0;
    for (Class<?> type : records()) {
      Sample sample = Sample.of(type);
      if (sample != null) {
        made++;
        printed.addAll(sample.printed());
      }
    }
    assertTrue(made > 80, "records must have been tried, were " + made);
    printed.removeIf(component -> IDENTIFYING.contains(component.replaceAll(".*[.]", "")));
    printed.removeAll(WORDS_OF_THE_LIBRARY);
    assertEquals(Set.of(), printed, String.join("\n", printed));
  }

  private static List<Class<?>> records() throws IOException, ReflectiveOperationException {
    List<Class<?>> records = new ArrayList<>();
    for (Class<?> anchor : List.of(AgentRuntime.class, Governance.class)) {
      for (String name : classNames(anchor)) {
        Class<?> type = Class.forName(name, false, anchor.getClassLoader());
        if (type.isRecord() && isPublic(type)) {
          records.add(type);
        }
      }
    }
    return records;
  }

  private static boolean isPublic(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
      if (!Modifier.isPublic(each.getModifiers())) {
        return false;
      }
    }
    return true;
  }

  private static List<String> classNames(Class<?> anchor) throws IOException {
    Path root;
    try {
      root = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    if (Files.isDirectory(root)) {
      return classNamesBelow(root);
    }
    try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + root.toUri()), Map.of())) {
      return classNamesBelow(jar.getPath("/"));
    }
  }

  private static List<String> classNamesBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.startsWith("dev") && file.endsWith(".class"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .toList();
    }
  }
}
