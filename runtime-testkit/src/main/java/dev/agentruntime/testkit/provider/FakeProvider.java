package dev.agentruntime.testkit.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.agentruntime.testkit.Tally;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A model provider that plays a script over HTTP, in the formats of OpenAI, Anthropic and Ollama,
 * streamed or not, as each request asks for.
 *
 * <pre>{@code
 * try (FakeProvider provider =
 *     FakeProvider.start(Reply.call("disk_usage", "{}"), Reply.text("The disk is full."))) {
 *   ChatModel model = OpenAiChatModel.builder()
 *       .baseUrl(provider.baseUrl(WireFormat.OPENAI)).apiKey("none").modelName("any")
 *       .maxRetries(0).build();
 *   ...
 * }
 * provider.assertValid();
 * provider.assertExhausted();
 * }</pre>
 *
 * <p>It refuses with status 400 what the providers refuse: a tool call without its result or with
 * two, a result without its call or not right after it, ids that are missing or repeated, arguments
 * that are no JSON object, empty messages. So it tells whether a conversation that went through
 * faults is still one a provider takes. Where they differ it follows each: Anthropic takes two user
 * messages in a row as one. A refused request takes no reply from the script; {@link #assertValid}
 * tells of it.
 *
 * <p>It listens on the loopback interface only, at a port of the system's choice. Each request is
 * handled on a thread of its own, started through the time source, which must be a real clock:
 * virtual time knows nothing of sockets. For the JDK's HTTP server not to hold packets back, it
 * sets the system property {@code sun.net.httpserver.nodelay} unless that is set. Safe for use by
 * many threads.
 */
public final class FakeProvider implements AutoCloseable {
  /** Without it each reply of more than one packet takes 40 ms; read by the JDK's server once. */
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  private static final Set<String> SECRETS =
      Set.of("authorization", "x-api-key", "api-key", "cookie", "proxy-authorization");

  private final TimeSource time;
  private final Function<ProviderRequest, Optional<Reply>> script;
  private final int scripted;
  private final HttpServer server;
  private final Tally asked = new Tally();
  private final Set<Thread> handling = ConcurrentHashMap.newKeySet();

  // Guarded by lock, which is not held while a rule runs or bytes are sent.
  private final Object lock = new Object();
  private final List<ProviderRequest> requests = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private int accepted;

  private FakeProvider(
      TimeSource time, Function<ProviderRequest, Optional<Reply>> script, int scripted) {
    this.time = Objects.requireNonNull(time, "time");
    this.script = script;
    this.scripted = scripted;
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("no port on the loopback interface", e);
    }
    for (WireFormat format : WireFormat.values()) {
      server.createContext(format.path(), exchange -> handle(exchange, format));
    }
    server.setExecutor(task -> time.start("fake-provider", () -> run(task)));
    server.start();
  }

  /**
   * A provider with a script: requests take its replies in the order in which they arrive, whatever
   * their format. Asked beyond its script it answers 500.
   *
   * @param script the replies
   * @return a provider that listens
   */
  public static FakeProvider start(Reply... script) {
    return start(TimeSource.system(), script);
  }

  /**
   * A provider with a script, on threads that a test can keep track of.
   *
   * @param time starts its threads; a real clock
   * @param script the replies
   * @return a provider that listens
   */
  public static FakeProvider start(TimeSource time, Reply... script) {
    List<Reply> left = new ArrayList<>(List.of(script));
    return new FakeProvider(
        time,
        request -> {
          synchronized (left) {
            return left.isEmpty() ? Optional.empty() : Optional.of(left.removeFirst());
          }
        },
        script.length);
  }

  /**
   * A provider that decides by what it is asked; for several conversations at once.
   *
   * @param time starts its threads; a real clock
   * @param rule the reply to a request; called by many threads
   * @return a provider that listens
   */
  public static FakeProvider answering(TimeSource time, Function<ProviderRequest, Reply> rule) {
    Objects.requireNonNull(rule, "rule");
    return new FakeProvider(time, request -> Optional.of(rule.apply(request)), -1);
  }

  /**
   * Where it listens, as langchain4j's builders take it.
   *
   * @param format the format the client speaks
   * @return a URL with the loopback address
   */
  public String baseUrl(WireFormat format) {
    InetSocketAddress address = server.getAddress();
    return "http://"
        + address.getAddress().getHostAddress()
        + ":"
        + address.getPort()
        + format.base();
  }

  /**
   * What was asked, refused requests and those beyond the script included.
   *
   * @return a snapshot, in the order of arrival
   */
  public List<ProviderRequest> requests() {
    synchronized (lock) {
      return List.copyOf(requests);
    }
  }

  /**
   * Why requests were refused with status 400 that no reply asked for.
   *
   * @return a snapshot, in the order of arrival; empty if every request was one a provider takes
   */
  public List<String> refusals() {
    synchronized (lock) {
      return List.copyOf(refusals);
    }
  }

  /**
   * Waits until the provider was asked.
   *
   * @param atLeast how many requests
   * @param latest when to give up
   * @throws InterruptedException if the calling thread is or becomes interrupted
   * @throws AssertionError if it was not asked so often in time
   */
  public void awaitRequests(int atLeast, Deadline latest) throws InterruptedException {
    if (!asked.await(atLeast, latest, time)) {
      throw new AssertionError(
          "expected " + atLeast + " requests, had " + asked.count() + " when time was up");
    }
  }

  /**
   * Fails if a request was refused.
   *
   * @throws AssertionError with the reasons
   */
  public void assertValid() {
    List<String> all = refusals();
    if (!all.isEmpty()) {
      throw new AssertionError("requests that a provider refuses: " + all);
    }
  }

  /**
   * Fails unless every reply of the script was asked for, and nothing more.
   *
   * @throws AssertionError if replies are left or the provider was asked beyond its script
   * @throws IllegalStateException if the provider has a rule in place of a script
   */
  public void assertExhausted() {
    if (scripted < 0) {
      throw new IllegalStateException("a provider that answers by a rule has no script to exhaust");
    }
    int count;
    synchronized (lock) {
      count = accepted;
    }
    if (count != scripted) {
      throw new AssertionError(
          "the script has " + scripted + " replies, " + count + " were asked for");
    }
  }

  /**
   * Stops listening, closes connections and ends what still waits at a gate. Returns when its
   * threads have ended. Closing again does nothing.
   */
  @Override
  public void close() {
    handling.forEach(time::interrupt);
    server.stop(0);
    for (Thread thread : handling) {
      time.interrupt(thread);
      time.awaitEnd(thread);
    }
  }

  /** With the thread known, so that {@link #close} can end it. */
  private void run(Runnable task) {
    handling.add(Thread.currentThread());
    try {
      task.run();
    } finally {
      handling.remove(Thread.currentThread());
    }
  }

  private void handle(HttpExchange exchange, WireFormat format) throws IOException {
    Wire wire = Wire.of(format);
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    ProviderRequest request =
        wire.read(
            headers(exchange),
            Json.read(text)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .orElseGet(Json::object));
    Optional<String> complaint =
        ConversationRules.firstBreach(request).or(() -> wire.complaint(request));
    int number = record(request, complaint);
    asked.add();
    Reply reply =
        complaint
            .map(why -> Reply.error(400, why))
            .or(() -> script.apply(request))
            .orElseGet(() -> Reply.error(500, "asked beyond the script: request " + number));
    new Transmission(exchange, reply.delivery(), time).send(reply, request, number);
  }

  private int record(ProviderRequest request, Optional<String> complaint) {
    synchronized (lock) {
      requests.add(request);
      complaint.ifPresentOrElse(refusals::add, () -> accepted++);
      return requests.size();
    }
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              String key = name.toLowerCase(Locale.ROOT);
              headers.put(
                  key, SECRETS.contains(key) ? ProviderRequest.SECRET : String.join(", ", values));
            });
    return headers;
  }

  @Override
  public String toString() {
    return "FakeProvider(" + server.getAddress() + ", asked " + asked.count() + " times)";
  }
}
