package dev.agentruntime.examples.triage.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The service's main program: {@code ShopService home-folder seconds-to-live}.
 *
 * <p>It is told what to suffer from on standard input, not by an argument, so that no list of
 * processes shows it. Further lines name files to write the truth to. At the end of standard input,
 * or after its time, it is gone.
 */
public final class ShopService {
  private static final Set<String> KNOWN = Set.of("deadlock", "leak", "hotloop", "diskfull");

  private ShopService() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path home = Path.of(args[0]);
    long lifeMillis = Long.parseLong(args[1]) * 1000;
    Thread.ofPlatform().daemon().name("shop-lifetime").start(() -> endAfter(lifeMillis));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Truth truth = new Shop(home, new SplittableRandom()).open(faults(in.readLine()));
    System.out.println("open");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Path file = Path.of(line);
      Path draft = file.resolveSibling(file.getFileName() + ".draft");
      Files.write(draft, truth.lines());
      Files.move(draft, file);
      System.out.println("told");
    }
    Runtime.getRuntime().halt(0);
  }

  private static Set<String> faults(String line) {
    Set<String> faults = new TreeSet<>(List.of(line.split(",")));
    faults.remove("none");
    if (!KNOWN.containsAll(faults)) {
      throw new IllegalArgumentException(
          "faults must be among " + new TreeSet<>(KNOWN) + ", was " + faults);
    }
    return faults;
  }

  private static void endAfter(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(3);
  }
}
