package dev.agentruntime.middleware.redact.boundary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.chain.ModelCall;
import dev.agentruntime.chain.ModelLayer;
import dev.agentruntime.middleware.model.ModelRetry;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.stream.ModelDelta;
import dev.agentruntime.testkit.chain.ModelHarness;
import dev.agentruntime.vault.InMemoryVaults;
import dev.agentruntime.vault.VaultKey;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A streamed answer, cut wherever it can be cut. */
class HeldDeltasTest {
  private static final String ANNA = "anna.lee@example.org";
  private static final Pattern PLACEHOLDER = Pattern.compile("\u27e6EMAIL-\\w{6}-\\d+\u27e7");

  private final Detection detection = Detection.standard().build();

  /** Streams an answer that quotes the placeholder it was given; returns what the host sees. */
  private List<ModelDelta> streamed(Redaction redaction, Pieces pieces) throws Exception {
    List<ModelDelta> seen = new ArrayList<>();
    ModelHarness harness =
        ModelHarness.around(
                "streaming",
                call -> {
                  Matcher found = PLACEHOLDER.matcher(call.request().messages().toString());
                  String placeholder = found.find() ? found.group() : "";
                  for (ModelDelta piece : pieces.of(placeholder)) {
                    call.deliver(piece);
                  }
                  return ChatResponse.builder().aiMessage(AiMessage.from("said")).build();
                })
            .layer(gateway(redaction))
            .build();
    List<ChatMessage> messages = List.of(UserMessage.from("mail " + ANNA));
    ChatRequest request = ChatRequest.builder().messages(messages).build();
    var run = harness.newRun();
    run.ask(new ModelCall(run.frame(), request, 1).withDeltas(seen::add));
    return seen;
  }

  private interface Pieces {
    List<ModelDelta> of(String placeholder);
  }

  private static ModelLayer gateway(Redaction redaction) {
    return redaction.aroundModel().orElseThrow();
  }

  private static String text(List<ModelDelta> deltas) {
    return deltas.stream()
        .map(delta -> delta instanceof ModelDelta.Text(String text) ? text : "")
        .collect(Collectors.joining());
  }

  private static List<ModelDelta> cut(String text, int... at) {
    List<ModelDelta> pieces = new ArrayList<>();
    int from = 0;
    for (int place : at) {
      pieces.add(new ModelDelta.Text(text.substring(from, place)));
      from = place;
    }
    pieces.add(new ModelDelta.Text(text.substring(from)));
    return pieces;
  }

  @Test
  void whatTheVaultThrowsAtTheEndDoesNotHideAnInterruptInFlight() {
    InMemoryVaults vaults = InMemoryVaults.create();
    boolean[] down = new boolean[1];
    Detection failing =
        Detection.standard()
            .allow(
                _ -> {
                  if (down[0]) {
                    throw new IllegalStateException("down");
                  }
                  return false;
                })
            .build();
    InterruptedException thrown =
        assertThrows(
            InterruptedException.class,
            () -> {
              ModelHarness harness =
                  ModelHarness.around(
                          "streaming",
                          call -> {
                            call.deliver(new ModelDelta.Text("to " + ANNA));
                            down[0] = true;
                            throw new InterruptedException("stop");
                          })
                      .layer(gateway(Redaction.of(failing).vaults(vaults).build()))
                      .build();
              ChatRequest request =
                  ChatRequest.builder().messages(UserMessage.from("mail " + ANNA)).build();
              var run = harness.newRun();
              run.ask(new ModelCall(run.frame(), request, 1).withDeltas(_ -> {}));
            });
    assertEquals("stop", thrown.getMessage());
    assertEquals(1, thrown.getSuppressed().length);
  }

  @Test
  void aReceiverThatThrowsTheSameTwiceIsHeardOnce() {
    IllegalStateException full = new IllegalStateException("full");
    ModelHarness harness =
        ModelHarness.around(
                "streaming",
                call -> {
                  call.deliver(new ModelDelta.Text("many plain words go by here ".repeat(9)));
                  throw new AssertionError("must not get here");
                })
            .layer(gateway(Redaction.of(detection).build()))
            .build();
    ChatRequest request = ChatRequest.builder().messages(UserMessage.from("go")).build();
    var run = harness.newRun();
    ModelCall call =
        new ModelCall(run.frame(), request, 1)
            .withDeltas(
                _ -> {
                  throw full;
                });
    assertEquals(full, assertThrows(IllegalStateException.class, () -> run.ask(call)));
  }

  @Test
  void aPlaceholderSplitAtAnyIndexIsResolvedForTheUser() throws Exception {
    Redaction redaction = Redaction.of(detection).answers(EntityType.EMAIL).build();
    String want = "I wrote a long mail to " + ANNA + " and she will answer it soon, I am sure.";
    int length = want.length() + 8;
    for (int at = 1; at < length; at++) {
      int place = at;
      List<ModelDelta> seen =
          streamed(
              redaction,
              placeholder -> {
                String said = want.replace(ANNA, placeholder);
                return cut(said, Math.min(place, said.length()));
              });
      assertEquals(want, text(seen), "cut at " + at);
    }
  }

  @Test
  void aPlaceholderInPiecesOfOneCharacterStaysWholeIfItIsNotForTheUser() throws Exception {
    List<ModelDelta> seen =
        streamed(
            Redaction.of(detection).build(),
            placeholder ->
                ("a few words before "
                        + placeholder
                        + " and many more words after it, so it goes on")
                    .chars()
                    .mapToObj(c -> (ModelDelta) new ModelDelta.Text(String.valueOf((char) c)))
                    .toList());
    assertTrue(
        seen.stream()
            .anyMatch(d -> d instanceof ModelDelta.Text(String t) && PLACEHOLDER.matcher(t).find()),
        seen.toString());
    assertTrue(seen.size() > 3, "the text must still come in pieces");
  }

  @Test
  void aValueTheModelMakesUpIsNeverSeenHoweverItIsSplit() throws Exception {
    String said =
        "You may ask bert.miller@example.com or pay with 4111 1111 1111 1111 as you like it.";
    Detection cards =
        Detection.standard().pattern(EntityType.CARD, "41", "41[0-9 ]{10,16}[0-9]").build();
    for (int at = 1; at < said.length() - 1; at++) {
      String seen = text(streamed(Redaction.of(cards).build(), cutter(said, at)));
      assertFalse(seen.contains("bert"), seen);
      assertFalse(seen.contains("1111"), seen);
      assertTrue(seen.startsWith("You may ask \u27e6EMAIL-"), seen);
      assertTrue(seen.endsWith(" as you like it."), seen);
    }
  }

  private static Pieces cutter(String said, int at) {
    return _ -> cut(said, at, at + 1);
  }

  @Test
  void aToolCallBeingWrittenIsShownOnceItIsWhole() throws Exception {
    List<ModelDelta> seen =
        streamed(
            Redaction.of(detection).build(),
            _ ->
                List.of(
                    new ModelDelta.ToolCall(0, "c-1", "send", "{\"to\":\"bert@exa"),
                    new ModelDelta.ToolCall(0, null, null, "mple.com\"}"),
                    new ModelDelta.ToolCall(1, "c-2", "look", "{}")));
    assertEquals(2, seen.size());
    ModelDelta.ToolCall first = (ModelDelta.ToolCall) seen.getFirst();
    assertEquals("send", first.tool());
    assertTrue(
        first.arguments().matches("\\{\"to\":\"\u27e6EMAIL-\\w{6}-\\d\u27e7\"\\}"),
        first.arguments());
  }

  @Test
  void textAndThoughtsKeepTheirOrder() throws Exception {
    List<ModelDelta> seen =
        streamed(
            Redaction.of(detection).build(),
            _ -> List.of(new ModelDelta.Thinking("hm"), new ModelDelta.Text("yes")));
    assertEquals(List.of(new ModelDelta.Thinking("hm"), new ModelDelta.Text("yes")), seen);
  }

  @Test
  void aTextWithoutPlainWordsIsNotHeldForEver() {
    VaultKey key = VaultKey.of(SessionKey.of("s"));
    HeldText held = new HeldText(RunVault.of(InMemoryVaults.create(), detection, key).redacting());
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      seen.append(held.add("| "));
    }
    assertTrue(seen.length() > 4_000, "seen " + seen.length());
    assertEquals("| ".repeat(5_000), seen + held.end());
  }

  @Test
  void whatIsHeldOfAStreamThatFailsIsStillShownRedacted() {
    List<ModelDelta> seen = new ArrayList<>();
    ModelHarness harness =
        ModelHarness.around(
                "streaming",
                call -> {
                  call.deliver(new ModelDelta.Text("ask " + ANNA));
                  throw new IllegalStateException("reset");
                })
            .layer(gateway(Redaction.of(detection).build()))
            .build();
    var run = harness.newRun();
    ChatRequest request = ChatRequest.builder().messages(UserMessage.from("hello")).build();
    assertThrows(
        IllegalStateException.class,
        () -> run.ask(new ModelCall(run.frame(), request, 1).withDeltas(seen::add)));
    assertTrue(text(seen).startsWith("ask \u27e6EMAIL-"), text(seen));
  }

  private HeldText heldText() {
    VaultKey key = VaultKey.of(SessionKey.of("s"));
    return new HeldText(RunVault.of(InMemoryVaults.create(), detection, key).redacting());
  }

  /** What goes piece by piece if so much is held when a text begins that comes letter by letter. */
  private static List<String> let(HeldText held, int before, String text) {
    List<String> seen = new ArrayList<>();
    seen.add(held.add("7;".repeat(before).substring(0, before)));
    (text + ";7".repeat(400)).chars().forEach(c -> seen.add(held.add(String.valueOf((char) c))));
    seen.add(held.end());
    return seen;
  }

  @Test
  void aValueAtTheEndOfAFullBufferIsNeverCutInTwo() {
    for (int at = 0; at <= ANNA.length(); at++) {
      String seen = String.join("", let(heldText(), HeldText.MOST_HELD - at, ";" + ANNA + ";"));
      assertFalse(seen.contains("lee@") || seen.contains("example"), "held " + at + " of it");
      assertEquals(1, PLACEHOLDER.matcher(seen).results().count(), "held " + at + " of it");
    }
  }

  @Test
  void aValueOrAPlaceholderWhereAFullBufferIsCutStaysWhole() {
    String placeholder = "\u27e6EMAIL-kq3fz7-2\u27e7";
    for (String bare : List.of(placeholder, "EMAIL-kq3fz7-2", ANNA)) {
      for (int at = 1; at < 320; at++) {
        List<String> seen = let(heldText(), HeldText.MOST_HELD - at, ";" + bare + ";");
        assertFalse(String.join("", seen).contains("lee@"), bare + " at " + at);
        assertEquals(
            1,
            seen.stream()
                .filter(piece -> piece.contains(bare) || PLACEHOLDER.matcher(piece).find())
                .count(),
            bare + " at " + at);
      }
    }
  }

  @Test
  void aKeyLongerThanTheBufferIsHeldToItsEnd() {
    HeldText held = heldText();
    StringBuilder seen = new StringBuilder(held.add("-----BEGIN PRIVATE KEY-----\n"));
    for (int line = 0; line < 150; line++) {
      seen.append(held.add("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n"));
    }
    seen.append(held.add("-----END PRIVATE KEY-----\n")).append(held.end());
    assertTrue(seen.toString().matches("\u27e6SECRET-\\w{6}-1\u27e7\n"), seen.toString());
  }

  @Test
  void aCharacterOfTwoHalvesIsNeverCutInTwo() {
    for (int shift = 0; shift < 2; shift++) {
      HeldText held = heldText();
      List<String> seen = new ArrayList<>();
      seen.add(held.add("7".repeat(shift)));
      for (int i = 0; i < 3_000; i++) {
        seen.add(held.add("\ud83d\ude00"));
      }
      assertTrue(seen.stream().noneMatch(piece -> piece.endsWith("\ud83d")));
      assertTrue(seen.stream().anyMatch(piece -> piece.length() > 3_000));
    }
  }

  @Test
  void anAttemptThatBrokeOffWhileItsTextWasHeldIsNotGluedToTheNext() {
    List<ModelDelta> seen = new ArrayList<>();
    AtomicInteger attempts = new AtomicInteger();
    ModelHarness harness =
        ModelHarness.around(
                "streaming",
                call -> {
                  if (attempts.incrementAndGet() == 1) {
                    call.deliver(new ModelDelta.Text("The answer is"));
                    throw new RateLimitException("slow down");
                  }
                  call.deliver(new ModelDelta.Text("The answer is 42"));
                  return ChatResponse.builder().aiMessage(AiMessage.from("said")).build();
                })
            .layer(gateway(Redaction.of(detection).build()))
            .layer(ModelRetry.standard())
            .build();
    var run = harness.newRun();
    ChatRequest request = ChatRequest.builder().messages(UserMessage.from("hello")).build();
    assertThrows(
        RuntimeException.class,
        () -> run.ask(new ModelCall(run.frame(), request, 1).withDeltas(seen::add)));
    assertEquals("The answer is", text(seen));
    assertEquals(1, attempts.get());
  }
}
