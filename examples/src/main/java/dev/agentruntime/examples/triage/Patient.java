package dev.agentruntime.examples.triage;

import dev.agentruntime.examples.triage.service.ShopService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The service as a process of its own. What is wrong with it is told it on its standard input and
 * asked of it afterwards; nothing an agent can look at says it. Confined to one thread.
 */
final class Patient implements AutoCloseable {
  private static final long SECONDS_TO_LIVE = 300;
  private static final long SECONDS_TO_END = 5;

  private final Path folder;
  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;

  private Patient(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
    this.orders = process.outputWriter();
    this.answers = process.inputReader();
  }

  /** Starts the service and returns when it is up and each fault has shown itself. */
  static Patient admit(String faults) throws IOException {
    Path folder = Files.createTempDirectory("triage");
    Path home = folder.resolve("shop");
    Path logs = Files.createDirectories(home.resolve("logs"));
    Files.createDirectories(folder.resolve("scratch"));
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-Xlog:gc:file=" + logs.resolve("gc.log"),
                "-cp",
                ownClasses(),
                ShopService.class.getName(),
                home.toString(),
                Long.toString(SECONDS_TO_LIVE))
            .directory(home.toFile())
            .redirectError(folder.resolve("stderr").toFile());
    builder.environment().clear();
    Patient patient = new Patient(folder, builder.start());
    try {
      patient.order(faults, "open");
      return patient;
    } catch (IOException e) {
      patient.close();
      throw e;
    }
  }

  private static String ownClasses() {
    try {
      return Path.of(ShopService.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("where the service's classes are", e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** What the agent may read. */
  Path home() {
    return folder.resolve("shop");
  }

  /** Where a recording may lie while it is read. */
  Path scratch() {
    return folder.resolve("scratch");
  }

  /** What is really wrong, one fact a line. Nothing on the disk says so before. */
  List<String> reveal() throws IOException {
    Path truth = folder.resolve("truth");
    order(truth.toString(), "told");
    return Files.readAllLines(truth);
  }

  /** Tells the service something and waits until it says that it is done. */
  private void order(String line, String done) throws IOException {
    orders.write(line + "\n");
    orders.flush();
    for (String answer = answers.readLine(); !done.equals(answer); answer = answers.readLine()) {
      if (answer == null) {
        throw new IOException("the service ended: " + Files.readString(folder.resolve("stderr")));
      }
    }
  }

  /** Ends the service and removes its files. */
  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    remove();
  }

  private void remove() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + folder + " (" + e + ")");
    }
  }
}
