package dev.agentruntime.middleware.redact.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.middleware.redact.Detector;
import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Finding;
import dev.agentruntime.middleware.redact.Findings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is found, what counts of it, and what a host adds and takes away. */
class DetectionTest {
  private static final EntityType TICKET = new EntityType("TICKET");
  private static final EntityType PART = new EntityType("PART");

  private final Detection standard = Detection.standard().build();

  private static String values(Detection detection, String text) {
    return detection.find(text).stream()
        .map(finding -> finding.type() + "=" + finding.in(text))
        .collect(Collectors.joining(" "));
  }

  private static Detector finding(EntityType type, int start, int end, double confidence) {
    return new Detector() {
      @Override
      public Set<EntityType> types() {
        return Set.of(type);
      }

      @Override
      public void scan(String text, Findings findings) {
        findings.found(start, end, type, confidence);
      }
    };
  }

  private static Detector failing() {
    return new Detector() {
      @Override
      public Set<EntityType> types() {
        return Set.of(TICKET);
      }

      @Override
      public void scan(String text, Findings findings) {
        throw new IllegalStateException("cannot read " + text);
      }
    };
  }

  @Test
  void aCleanTextGivesTheSameTextAndTheSameEmptyListBack() {
    String clean = "Nothing to see here, 3 of 12 pods are ready.";
    assertSame(clean, standard.mask().redact(clean));
    assertSame(standard.find(clean), standard.find("another clean one"));
  }

  @Test
  void detectorsReturnSpansSoTheSameValueTwiceIsFoundTwice() {
    String text = "anna@example.org, bob@example.org and anna@example.org";
    List<Finding> findings = standard.find(text);
    assertEquals(3, findings.size());
    assertEquals("anna@example.org", findings.get(2).in(text));
    assertEquals(text.lastIndexOf("anna"), findings.get(2).start());
    assertEquals("[EMAIL], [EMAIL] and [EMAIL]", standard.mask().redact(text));
  }

  @Test
  void onlyTheValueIsReplacedAndWhatIsAroundItStays() {
    assertEquals(
        "{İ: \"E-Mail\", \\ to=<[EMAIL]>} \uD83D\uDE00",
        standard.mask().redact("{İ: \"E-Mail\", \\ to=<anna@example.org>} \uD83D\uDE00"));
  }

  @Test
  void quotesBackslashesAndLineEndsAroundAValueAreKept() {
    assertEquals("\"[EMAIL]\"\\\n'[EMAIL]'", standard.mask().redact("\"a@b.de\"\\\n'c@d.de'"));
  }

  @Test
  void anEscapeInJsonHidesNoValueFromTheMaskAndJsonStaysJson() {
    assertEquals(
        "{\"to\":\"[EMAIL]\",\"n\":1}",
        standard.mask().redact("{\"to\":\"ada\\u0040example.com\",\"n\":1}"));
  }

  @Test
  void ofOverlappingValuesTheLongestCountsThenTheSurest() {
    String text = "0123456789";
    assertEquals(
        "PART=012345 TICKET=67",
        values(
            Detection.none()
                .with(finding(TICKET, 2, 5, 1))
                .with(finding(PART, 0, 6, 0.1))
                .with(finding(TICKET, 5, 8, 1))
                .build(),
            text));
    assertEquals(
        "TICKET=0123",
        values(
            Detection.none()
                .with(finding(PART, 0, 4, 0.1))
                .with(finding(TICKET, 0, 4, 0.2))
                .build(),
            text));
    assertEquals(
        "PART=0123 TICKET=456",
        values(
            Detection.none()
                .with(finding(TICKET, 4, 7, 0.1))
                .with(finding(PART, 0, 4, 0.2))
                .build(),
            text));
  }

  @Test
  void aSecretCountsBeforeTheAddressItIsIn() {
    assertEquals(
        "SECRET=0123",
        values(
            Detection.none()
                .with(finding(EntityType.SECRET, 0, 4, 0.5))
                .with(finding(EntityType.URL, 0, 9, 1))
                .build(),
            "0123456789"));
  }

  @Test
  void whatIsLeftOutIsFoundByNobody() {
    Detection without =
        Detection.standard()
            .with(finding(TICKET, 0, 3, 1))
            .without(EntityType.EMAIL, TICKET)
            .build();
    assertEquals("", values(without, "anna@example.org"));
    assertFalse(without.types().contains(EntityType.EMAIL));
    assertFalse(without.types().contains(TICKET));
    assertTrue(standard.types().contains(EntityType.EMAIL));
  }

  @Test
  void whatIsAllowedIsNotReportedNorAnythingWithinIt() {
    Detection allowing =
        Detection.standard()
            .allow("help@example.org")
            .allow(value -> value.endsWith("@example.net"))
            .with(finding(PART, 0, 4, 1))
            .build();
    assertEquals(
        "EMAIL=me@example.com",
        values(allowing, "help@example.org, x@example.net, me@example.com"));
  }

  @Test
  void aHostsPatternIsTriedOnlyWhereItsLiteralIs() {
    Detection detection = Detection.none().pattern(TICKET, "ACME-", "ACME-[0-9]{4}").build();
    assertEquals("TICKET=ACME-1234", values(detection, "see ACME-1234."));
    assertEquals(
        "", values(Detection.none().pattern(TICKET, "acme", "ACME-[0-9]{4}").build(), "ACME-1234"));
  }

  @Test
  void aBadOrCatastrophicPatternFailsAtBuild() {
    assertRefused("regex must be a regular expression, was '(': Unclosed group", "key", "(");
    assertRefused("regex must not match nothing, 'x*' does", "key", "x*");
    assertRefused("requiredLiteral must have at least 2 characters, was 'k'", "k", "k");
    for (String slow : List.of("(a+)+key", "key(a+)*$", "[a-z]+key", "key.*.*.*x", "(key|a+)+-")) {
      assertTrue(
          String.valueOf(refusal("key", slow)).startsWith("regex must read a text no more than"),
          slow);
    }
    for (String quick : List.of("key-[a-z0-9]{20,40}", "\\bkey[:=]\\s*\\S+", "[a-z]{1,32}key")) {
      assertNull(refusal("key", quick), quick);
    }
  }

  private static void assertRefused(String message, String literal, String regex) {
    assertEquals(message, refusal(literal, regex));
  }

  private static @Nullable String refusal(String literal, String regex) {
    try {
      Detection.none().pattern(TICKET, literal, regex);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  @Test
  void aPatternThatTakesTooLongOnATextRefusesTheText() {
    Detection detection = Detection.none().pattern(TICKET, "key", "key(?:q?r){4}.*?zz").build();
    String hostile = "keyrrrr".repeat(20_000);
    DetectionException refused =
        assertThrows(DetectionException.class, () -> detection.find(hostile));
    assertFalse(String.valueOf(refused.getMessage()).contains("keyrrrr"));
  }

  @Test
  void aFailingDetectorRefusesTheTextAndRepeatsNothingOfIt() {
    Detection detection = Detection.standard().with(failing()).build();
    DetectionException refused =
        assertThrows(DetectionException.class, () -> detection.mask().redact("my pin is 1234"));
    assertEquals(
        "the detector "
            + failing().getClass().getName()
            + " failed with java.lang.IllegalStateException",
        refused.getMessage());
    assertNull(refused.getCause());
    assertThrows(
        DetectionException.class,
        () -> Detection.standard().allow(_ -> List.of().getFirst() == null).build().find("a@b.de"));
  }

  @Test
  void aDetectorThatGoesTooDeepRefusesTheText() {
    Detection deep = Detection.none().with(new Deep()).build();
    assertEquals(
        "the detector " + Deep.class.getName() + " failed with java.lang.StackOverflowError",
        assertThrows(DetectionException.class, () -> deep.find("a@b.de")).getMessage());
    Detection unsure =
        Detection.standard()
            .allow(
                _ -> {
                  throw new StackOverflowError();
                })
            .build();
    assertThrows(DetectionException.class, () -> unsure.find("a@b.de"));
  }

  private static final class Deep implements Detector {
    @Override
    public Set<EntityType> types() {
      return Set.of(TICKET);
    }

    @Override
    public void scan(String text, Findings findings) {
      throw new StackOverflowError(text);
    }
  }

  @Test
  void noEndOfAValueStaysInClearWhereALongerOneOverlapsIt() {
    assertEquals(
        "TICKET=0 PART=123456 TICKET=789",
        values(
            Detection.none()
                .with(finding(TICKET, 0, 4, 1))
                .with(finding(PART, 1, 7, 0.1))
                .with(finding(TICKET, 5, 9, 1))
                .with(finding(TICKET, 6, 10, 1))
                .build(),
            "0123456789"));
  }

  @Test
  void aDetectorThatFindsWhatIsNotThereRefusesTheText() {
    assertThrows(
        DetectionException.class,
        () -> Detection.none().with(finding(TICKET, 2, 9, 1)).build().find("short"));
    assertThrows(
        DetectionException.class,
        () -> Detection.none().with(finding(TICKET, 2, 2, 1)).build().find("short"));
    assertThrows(
        DetectionException.class,
        () -> Detection.none().with(finding(TICKET, 2, 3, 1.5)).build().find("short"));
  }

  @Test
  void regionsMustBeKnown() {
    assertEquals(
        "phoneRegions must be ISO 3166 codes of two capital letters, was 'germany'",
        assertThrows(
                IllegalArgumentException.class,
                () -> Detection.standard().phoneRegions("DE", "germany"))
            .getMessage());
  }
}
