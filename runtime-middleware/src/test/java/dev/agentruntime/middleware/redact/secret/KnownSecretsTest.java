package dev.agentruntime.middleware.redact.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.middleware.redact.detect.Detection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A known secret is taken out of a text in whatever form it stands there. */
class KnownSecretsTest {
  private static final String PLAIN = "correct horse battery";
  private static final String ODD = "p\"w\\d/ä+ \n~%\uD83D\uDE00";

  private static String masked(String text, String... secrets) {
    Redactor redactor = Detection.none().with(KnownSecrets.of(secrets)).build().mask();
    return redactor.redact(text);
  }

  private static String json(String value) {
    try {
      return JsonMapper.builder().build().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itIsFoundAsItIsAsOftenAsItIsThere() {
    for (String secret : List.of(PLAIN, ODD)) {
      assertEquals("a[SECRET][SECRET]b", masked("a" + secret + secret + "b", secret));
    }
    assertEquals("nothing", masked("nothing", PLAIN));
    assertEquals("nothing", masked("nothing"));
  }

  @Test
  void itIsFoundInJsonAndInJsonWithinJson() {
    for (String secret : List.of(PLAIN, ODD)) {
      String once = json(secret);
      assertEquals("{\"x\":\"[SECRET]\"}", masked("{\"x\":" + once + "}", secret));
      assertFalse(masked(json(once), secret).contains(json(once).substring(4, 10)), secret);
      assertTrue(masked(json(once), secret).contains("[SECRET]"), secret);
    }
    assertEquals("[SECRET]", masked("p\\\"w\\\\d\\/ä+ \\n~%\uD83D\uDE00", ODD));
    assertEquals("[SECRET]", masked("p\\\"w\\\\d/\\u00e4+ \\n~%\\ud83d\\ude00", ODD));
  }

  @Test
  void itIsFoundInAddressesHoweverTheyAreWritten() {
    for (String secret : List.of(PLAIN, ODD)) {
      String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
      assertEquals("?x=[SECRET]&y=1", masked("?x=" + form + "&y=1", secret));
      assertEquals("?x=[SECRET]&y=1", masked("?x=" + form.replace("+", "%20") + "&y=1", secret));
    }
    assertEquals("[SECRET]", masked("k%c3%a4se/brot".replace("/", "%2f"), "käse/brot"));
  }

  @Test
  void itIsFoundInBase64WhateverIsEncodedWithIt() {
    for (String secret : List.of(PLAIN, ODD, "exactly9!", "tenletters", "eleven11111")) {
      for (String before : List.of("", "u", "us", "use", "user:")) {
        for (String behind : List.of("", "\n", "ab", "abc")) {
          byte[] bytes = (before + secret + behind).getBytes(StandardCharsets.UTF_8);
          for (Base64.Encoder encoder :
              List.of(
                  Base64.getEncoder(),
                  Base64.getUrlEncoder(),
                  Base64.getEncoder().withoutPadding())) {
            String text = encoder.encodeToString(bytes);
            String left = masked("<" + text + ">", secret);
            assertTrue(left.contains("[SECRET]"), text);
            int most = 2 + "[SECRET]".length() + 2 * (before.length() + behind.length()) + 2;
            assertTrue(left.length() <= most, left);
          }
        }
      }
    }
  }

  @Test
  void itIsFoundInHex() {
    byte[] bytes = ODD.getBytes(StandardCharsets.UTF_8);
    assertEquals("[SECRET]", masked(HexFormat.of().formatHex(bytes), ODD));
    assertEquals("[SECRET]", masked(HexFormat.of().withUpperCase().formatHex(bytes), ODD));
  }

  @Test
  void aSecretTooShortToBeSoughtIsRefusedAndNotRepeated() {
    assertEquals(
        "a secret must have at least 6 characters to be sought in texts, was 5",
        assertThrows(IllegalArgumentException.class, () -> KnownSecrets.of("12x45")).getMessage());
  }

  @Test
  void itTellsNothingOfItself() {
    assertEquals("2 known secrets", KnownSecrets.of(PLAIN, ODD).toString());
    assertEquals("1 known secret", KnownSecrets.of(PLAIN).toString());
    assertFalse(SecretForm.of(PLAIN).toString().contains("horse"));
  }
}
