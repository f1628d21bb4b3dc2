package dev.agentruntime.middleware.audit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks an audit stream from the command line.
 *
 * <pre>{@code
 * java -cp … dev.agentruntime.middleware.audit.VerifyAudit DIRECTORY \
 *     --key FILE [--key FILE …] [--tip STREAM:SEQUENCE:MAC]
 * }</pre>
 *
 * <p>A key file holds the bytes of the key and nothing else. Prints what it finds, a line each, and
 * the gist. Exit codes: 0 intact; 1 intact, but there is something to look at, such as calls whose
 * effect is not known; 2 damaged; 3 not checked for want of the right key; 64 called wrongly; 74
 * something could not be read.
 */
public final class VerifyAudit {
  private static final int USAGE = 64;
  private static final int UNREADABLE = 74;

  private VerifyAudit() {}

  /**
   * Checks a stream and ends the process.
   *
   * @param arguments as above
   */
  public static void main(String[] arguments) {
    // Not the JVM's stream, which belongs to whoever set it: this is a process of its own.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    Runtime.getRuntime().exit(run(arguments, out));
  }

  /** The same without ending the process: the exit code. */
  static int run(String[] arguments, PrintStream out) {
    Order order;
    try {
      order = Order.of(arguments);
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      out.println(
          "usage: VerifyAudit DIRECTORY --key FILE [--key FILE ...] [--tip STREAM:SEQUENCE:MAC]");
      return USAGE;
    } catch (IOException e) {
      out.println("a key could not be read: " + e);
      return UNREADABLE;
    }
    try {
      AuditReport report = order.verifier().verify(order.directory());
      out.println(report);
      return report.exitCode();
    } catch (IOException e) {
      out.println("the stream could not be read: " + e);
      return UNREADABLE;
    }
  }

  private record Order(Path directory, AuditVerifier verifier) {
    static Order of(String[] arguments) throws IOException {
      @Nullable Path directory = null;
      List<AuditKey> keys = new ArrayList<>();
      @Nullable AuditTip tip = null;
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--key" -> keys.add(AuditKey.of(Files.readAllBytes(Path.of(value(arguments, ++i)))));
          case "--tip" -> tip = AuditTip.parse(value(arguments, ++i));
          default -> {
            if (directory != null || arguments[i].startsWith("-")) {
              throw new IllegalArgumentException("not understood: " + arguments[i]);
            }
            directory = Path.of(arguments[i]);
          }
        }
      }
      if (directory == null || keys.isEmpty()) {
        throw new IllegalArgumentException("a directory and a key are needed");
      }
      AuditVerifier verifier = AuditVerifier.of(keys.toArray(AuditKey[]::new));
      return new Order(directory, tip == null ? verifier : verifier.anchoredAt(tip));
    }

    private static String value(String[] arguments, int at) {
      if (at >= arguments.length) {
        throw new IllegalArgumentException(arguments[at - 1] + " needs a value");
      }
      return arguments[at];
    }
  }
}
