package dev.agentruntime.middleware.redact.boundary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.session.SessionKey;
import dev.agentruntime.vault.InMemoryVaults;
import dev.agentruntime.vault.Placeholder;
import dev.agentruntime.vault.VaultKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What models make of placeholders, and what is made of that. */
class PlaceholderFormsTest {
  private final RunVault vault =
      RunVault.of(
          InMemoryVaults.create(), Detection.standard().build(), VaultKey.of(SessionKey.of("s")));
  private final Placeholder given = vault.placeholder(EntityType.US_SSN, "078-05-1120");
  private final String core = given.core();
  private boolean damaged;

  private String revealed(String text) {
    Revealing revealing = new Revealing(vault, _ -> PlaceholderUse.RESOLVE);
    String revealed = revealing.apply(null, text);
    damaged = revealing.metDamaged();
    return revealed;
  }

  @Test
  void otherCasesBlanksHyphensAndBracketsAreUnderstood() {
    for (String form :
        List.of(
            given.toString(),
            given.toString().toLowerCase(java.util.Locale.ROOT),
            given.toString().toUpperCase(java.util.Locale.ROOT),
            "\u27e6 " + core.replace("-", " - ") + " \u27e7",
            "\u27e6" + core.replace('-', '\u00b7') + "\u27e7",
            "\u27e6" + core.replace('-', '\u2011') + "\u27e7",
            "\u301a" + core + "\u301b",
            "\u3010" + core + "\u3011",
            "[[" + core + "]]",
            "[" + core + "]",
            "\u27e6" + core,
            core + "\u27e7",
            core,
            "\\u27e6" + core + "\\u27e7",
            "\\u27E6" + core + "\\u27E7",
            "&#x27e6;" + core + "&#x27e7;",
            "%E2%9F%A6" + core + "%E2%9F%A7")) {
      assertEquals("id: 078-05-1120.", revealed("id: " + form + "."), form);
      assertFalse(damaged, form);
    }
  }

  @Test
  void otherBracketsAroundStay() {
    assertEquals("(078-05-1120)", revealed("(" + core + ")"));
    assertEquals("<078-05-1120>", revealed("<" + given + ">"));
    assertEquals("[078-05-1120]", revealed("[" + given + "]"));
    assertEquals("[x, 078-05-1120]", revealed("[x, " + given + "]"));
    assertEquals("a078-05-1120078-05-1120b", revealed("a" + given + given + "b"));
  }

  @Test
  void whatIsDamagedBeyondRecognitionIsNoticed() {
    String tag = given.tag();
    for (String form :
        List.of(
            "\u27e6US_SSN-" + tag + "-2\u27e7",
            "\u27e6SSN-" + tag + "-1\u27e7",
            "\u27e6EMAIL-" + tag + "-1\u27e7",
            "\u27e6US_SSN-bc2df3-1\u27e7"
                .replace("bc2df3", tag.equals("bc2df3") ? "bc2df4" : "bc2df3"),
            "\u27e6US_SSN-" + tag.substring(1) + "-1\u27e7",
            "\u27e6US_SSN-" + tag,
            "\u27e6US_SSN",
            "US_SSN " + tag,
            "\u27e6US_SSN-" + tag + "-999999999\u27e7",
            "x" + tag + "y")) {
      revealed("id: " + form);
      assertTrue(damaged, form);
    }
  }

  @Test
  void whatIsNoPlaceholderIsLeftAlone() {
    for (String text :
        List.of(
            "f\u27e6e\u27e7 = 3",
            "\u3010note\u3011 read this",
            "ORDER-ab1cd2-3",
            "[1] see US_SSN",
            "a \u27e6 b")) {
      assertEquals(text, revealed(text));
      assertFalse(damaged, text);
    }
  }

  @Test
  void hostileTextTakesTimeInLineWithItsLength() {
    String many = "\u27e6US_SSN-".repeat(20_000) + "a-".repeat(50_000) + "[ ".repeat(50_000);
    revealed(many);
    assertTrue(damaged);
  }
}
