package dev.agentruntime.testkit.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.slf4j.MarkerFactory;

/** Whether what is hidden is found: the search must bite. */
class LeaksTest {
  private final Canaries canaries = Canaries.random();

  private static List<Form> forms(Canary canary, Object thing) {
    return Leaks.of(Canaries.seeded(0).only("EMAIL").without("EMAIL").with(canary))
        .in("somewhere", List.of(thing))
        .found()
        .stream()
        .map(Leak::form)
        .toList();
  }

  private void eachIsFound(Form form, UnaryOperator<String> disguise) {
    for (Canary canary : canaries.all()) {
      String text = "before <" + disguise.apply(canary.value()) + "> behind";
      assertEquals(List.of(form), forms(canary, text), () -> canaries.seed() + " " + canary);
    }
  }

  @Test
  void everyTypeIsFoundAsItIs() {
    eachIsFound(Form.AS_IS, value -> value);
  }

  @Test
  void otherCapitalsAreFound() {
    Canary email = canaries.only("EMAIL").all().getFirst();
    assertEquals(List.of(Form.OTHER_CASE), forms(email, email.value().toUpperCase(Locale.ROOT)));
  }

  @Test
  void everyTypeIsFoundEscapedAsJsonAlsoInStringsOfJson() {
    UnaryOperator<String> codes =
        value -> {
          StringBuilder text = new StringBuilder();
          value.chars().forEach(sign -> text.append("\\u%04X".formatted(sign)));
          return text.toString();
        };
    eachIsFound(Form.JSON_ESCAPED, codes);
    eachIsFound(Form.JSON_ESCAPED, value -> codes.apply(value).replace("\\", "\\\\"));
    eachIsFound(
        Form.JSON_ESCAPED, value -> value.substring(0, 4) + codes.apply(value.substring(4)));
  }

  @Test
  void everyTypeIsFoundPercentEncodedOnceAndTwice() {
    UnaryOperator<String> all =
        value -> HexFormat.of().withPrefix("%").formatHex(value.getBytes(StandardCharsets.UTF_8));
    eachIsFound(Form.URL_ENCODED, all);
    eachIsFound(
        Form.URL_ENCODED, value -> URLEncoder.encode(all.apply(value), StandardCharsets.UTF_8));
  }

  @Test
  void everyTypeIsFoundInBase64WhereverItBegins() {
    for (int before = 0; before < 6; before++) {
      String filler = "x".repeat(before);
      eachIsFound(
          Form.BASE64,
          value ->
              Base64.getEncoder()
                  .encodeToString((filler + value + "yz").getBytes(StandardCharsets.UTF_8)));
      eachIsFound(
          Form.BASE64,
          value ->
              Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString((filler + value).getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void everyTypeIsFoundInHexadecimal() {
    eachIsFound(
        Form.HEX, value -> HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)));
    eachIsFound(
        Form.HEX,
        value ->
            HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(value.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void digitsOfACardAreFoundWithoutSpacesAndWithOtherSeparators() {
    Canary card = canaries.only("CARD").all().getFirst();
    assertEquals(
        List.of(Form.OTHER_SEPARATORS), forms(card, "n" + card.value().replace(" ", "") + "0"));
    assertEquals(List.of(Form.OTHER_SEPARATORS), forms(card, card.value().replace(' ', '-')));
    Canary born = canaries.only("BIRTH_DATE").all().getFirst();
    assertEquals(List.of(Form.OTHER_SEPARATORS), forms(born, born.value().replace('-', '/')));
  }

  @Test
  void everyTypeIsFoundIfAQuarterWasCutOff() {
    for (Canary canary : canaries.all()) {
      int length = canary.value().length();
      int kept = Math.max(Canary.MIN_VALUE, length - length / 4);
      if (kept < length) {
        List<Form> head = forms(canary, "x" + canary.value().substring(0, kept));
        List<Form> tail = forms(canary, canary.value().substring(length - kept) + "…");
        assertEquals(List.of(Form.PART), head, canary.toString());
        assertEquals(List.of(Form.PART), tail, canary.toString());
      }
    }
  }

  @Test
  void aCleanTextAndAMaskedValueAreNoLeak() {
    Leaks leaks = Leaks.of(canaries);
    for (Canary canary : Canaries.seeded(canaries.seed() + 1).all()) {
      leaks.in("clean", List.of(canary.sentence()));
    }
    for (Canary canary : canaries.all()) {
      String value = canary.value();
      leaks.in("masked", List.of(canary.sentence().replace(value, "[" + canary.type() + "]")));
      leaks.in("last four", List.of("…" + value.substring(value.length() - 4)));
    }
    leaks.assertNone();
  }

  @Test
  void whatToStringDoesNotShowIsFoundAllTheSame() {
    Canary canary = canaries.only("EMAIL").all().getFirst();
    IOException cause = new IOException(canary.value());
    IllegalStateException suppressing = new IllegalStateException("no");
    suppressing.addSuppressed(cause);
    AiMessage calling =
        AiMessage.from(
            ToolExecutionRequest.builder()
                .id("1")
                .name("t")
                .arguments("{\"to\":\"" + canary.value() + "\"}")
                .build());
    for (Object thing :
        List.of(
            new ToolOutcome.Success(canary.sentence()),
            new ToolOutcome.InfrastructureError("i", false, cause),
            new IllegalStateException("outer", cause),
            suppressing,
            calling,
            Optional.of(Map.of("key", Arrays.asList(null, canary.value()))),
            Map.of(canary.value(), "value"),
            canary.value().getBytes(StandardCharsets.UTF_8),
            new Object[] {canary.value()})) {
      assertFalse(forms(canary, thing).isEmpty(), thing.getClass().getName());
    }
  }

  @Test
  void aLoopOfCausesEnds() {
    IllegalStateException first = new IllegalStateException("first");
    IllegalStateException second = new IllegalStateException("second", first);
    first.initCause(second);
    Leaks.of(canaries).in("loop", List.of(first)).assertNone();
  }

  @Test
  void aFindingNamesSinkFormTypeAndSeedAndNeverTheValue() {
    Leaks leaks = Leaks.of(canaries).in("audit", Arrays.asList("clean", canaries.text()));
    AssertionError told = assertThrows(AssertionError.class, leaks::assertNone);
    String message = String.valueOf(told.getMessage());
    assertTrue(message.contains("audit: IBAN as it is (entry 2, a String)"), message);
    assertTrue(message.contains("seed " + canaries.seed()), message);
    Leaks.of(canaries).in("message", List.of(told, leaks, leaks.found())).assertNone();
  }

  @Test
  void aSinkMayHoldWhatItsReadersMaySee() {
    Canaries two = canaries.only("EMAIL", "CARD");
    List<Leak> found =
        Leaks.of(two).allow("answer", "EMAIL").in("answer", List.of(two.text())).found();
    assertEquals(List.of(new Leak("answer", Form.AS_IS, "CARD", 1, "String")), found);
  }

  @Test
  void everyPartOfALoggedEventIsKept() {
    List<Canary> all = canaries.all();
    CapturedLog log = new CapturedLog();
    log.atDebug()
        .addKeyValue("pair", all.get(0).value())
        .addMarker(MarkerFactory.getMarker(all.get(1).value()))
        .setCause(new IOException(all.get(2).value()))
        .log("text {}", all.get(3).value());
    log.warn("more {} {}", all.get(4).value(), all.get(5).value());
    log.error("thrown", new IllegalStateException("outer", new IOException(all.get(6).value())));
    log.trace(all.get(7).value());
    List<String> types =
        Leaks.of(canaries).in(log.sink()).found().stream().map(Leak::type).sorted().toList();
    assertEquals(all.subList(0, 8).stream().map(Canary::type).sorted().toList(), types);
  }
}
