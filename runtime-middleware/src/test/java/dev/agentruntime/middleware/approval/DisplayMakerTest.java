package dev.agentruntime.middleware.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.approval.ApprovalDisplay;
import dev.agentruntime.middleware.redact.detect.Detection;
import dev.agentruntime.tool.ArgumentChange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are shown is what will execute, and cannot be dressed up by the model. */
class DisplayMakerTest {
  private final DisplayMaker plain = new DisplayMaker(null);

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String shown(DisplayMaker maker, ObjectNode arguments) {
    return maker.of(arguments, List.of()).text();
  }

  @Test
  void everyValueIsShownAtItsPlace() {
    ObjectNode arguments = object().put("to", "a@x").put("amount", 1.50);
    arguments.putArray("list").add(1).add(object().put("deep", true));
    arguments.putObject("empty");

    assertEquals(
        "/to: a@x\n/amount: 1.5\n/list/0: 1\n/list/1/deep: true\n/empty: {}\n",
        shown(plain, arguments));
  }

  @Test
  void whatAScreenWouldHideIsMadeVisible() {
    assertEquals(
        "/to: bob\\u{202e}gnp.exe\\u{200b}\\n/amount: 1\n",
        shown(plain, object().put("to", "bob\u202egnp.exe\u200b\n/amount: 1")));
    assertEquals("/a\\u{0}: \\\\n\n", shown(plain, object().put("a\u0000", "\\n")));
    assertEquals("/to: Zoë 日本\n", shown(plain, object().put("to", "Zoë 日本")));
  }

  @Test
  void aLongValueIsShownByHeadTailLengthAndDigest() {
    String text = "head" + "x".repeat(5_000) + "tail";

    ApprovalDisplay.Field field =
        plain.of(object().put("text", text), List.of()).fields().getFirst();

    assertTrue(field.shortened());
    assertTrue(field.text().startsWith("headxxx") && field.text().endsWith("xxxtail"));
    assertTrue(field.text().contains("5008 characters, SHA-256 "), field.text());
    assertTrue(field.text().length() < DisplayMaker.LONGEST);
  }

  @Test
  void nothingUnredactedIsShownNotEvenInPart() {
    DisplayMaker careful = new DisplayMaker(text -> text.replace("s3cret", "***"));
    String long1 = "x".repeat(DisplayMaker.LONGEST) + "s3cret";

    ApprovalDisplay display =
        careful.of(object().put("key", "my s3cret").put("s3cret", long1), List.of());

    assertFalse(display.text().contains("s3cret"), display.text());
    assertTrue(display.fields().stream().allMatch(ApprovalDisplay.Field::redacted));
  }

  @Test
  void aValueThatOnlyItsNameTellsIsNotShown() {
    DisplayMaker careful = new DisplayMaker(Detection.standard().build().mask());
    ObjectNode arguments = object().put("password", "hunter2horse").put("n", 1);
    arguments.putObject("db").putArray("passwords").add("tr0ub4dor&3x");
    arguments.put("anna@example.org", "hello");
    ObjectNode inner = object().put("password", "c0rrecthorse");
    arguments.put("json", inner.toString());

    String shown = shown(careful, arguments);

    assertFalse(shown.contains("hunter2"), shown);
    assertFalse(shown.contains("c0rrect"), shown);
    assertTrue(shown.contains("/n: 1\n"), shown);
    assertTrue(shown.contains("/[EMAIL]: hello\n"), shown);
    assertFalse(shown.contains("tr0ub"), shown);
  }

  @Test
  void aRedactorThatFailsShowsNothing() {
    DisplayMaker broken =
        new DisplayMaker(
            text -> {
              throw new IllegalStateException("broken");
            });

    assertFalse(shown(broken, object().put("key", "s3cret")).contains("s3cret"));
  }

  @Test
  void moreValuesThanAnybodyReadsAreCounted() {
    ObjectNode arguments = object();
    for (int i = 0; i < DisplayMaker.MOST_FIELDS + 7; i++) {
      arguments.put("n" + i, i);
    }

    ApprovalDisplay display = plain.of(arguments, List.of());

    assertEquals(DisplayMaker.MOST_FIELDS, display.fields().size());
    assertTrue(display.text().endsWith("(7 more values)\n"));
  }

  @Test
  void whatDiffersFromTheModelsProposalIsTold() {
    ApprovalDisplay display =
        plain.of(object().put("n", 1), List.of(new ArgumentChange("text_to_number", "/n")));

    assertTrue(display.text().endsWith("changed: text to number at /n\n"), display.text());
  }
}
