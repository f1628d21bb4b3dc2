package dev.agentruntime.middleware.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.approval.ApprovalDisplay;
import dev.agentruntime.json.ArgumentsDigest;
import dev.agentruntime.json.CanonicalJson;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.tool.ArgumentChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes what people are shown of a call's arguments. Immutable. */
final class DisplayMaker {
  /** What fits on a screen or two; more values are counted. */
  static final int MOST_FIELDS = 100;

  /** Longer values are shown by their head and tail. */
  static final int LONGEST = 800;

  private static final int HEAD = 500;
  private static final int TAIL = 200;
  private static final int DIGEST_SHOWN = 16;

  private static final String NOT_REDACTED = "(could not be redacted, so it is not shown)";

  /** Between a name and its value, as detectors know it. */
  private static final String NAMES = ": ";

  private final @Nullable Redactor redactor;

  DisplayMaker(@Nullable Redactor redactor) {
    this.redactor = redactor;
  }

  /** One call's arguments, and in what they differ from what the model proposed. */
  ApprovalDisplay of(ObjectNode arguments, List<ArgumentChange> changes) {
    Fields fields = new Fields();
    fields.add("", "", arguments);
    List<String> told =
        changes.stream().map(change -> VisibleText.of(redacted(change.toString()))).toList();
    return new ApprovalDisplay(fields.shown, fields.notShown, told);
  }

  private final class Fields {
    final List<ApprovalDisplay.Field> shown = new ArrayList<>();
    int notShown;

    /** Items of a list go by the name of the list. */
    void add(String pointer, String name, JsonNode value) {
      if (value.isObject() && !value.isEmpty()) {
        for (Map.Entry<String, JsonNode> property : value.properties()) {
          add(pointer + "/" + step(property.getKey()), property.getKey(), property.getValue());
        }
      } else if (value.isArray() && !value.isEmpty()) {
        for (int i = 0; i < value.size(); i++) {
          add(pointer + "/" + i, name, value.get(i));
        }
      } else if (!pointer.isEmpty()) {
        leaf(pointer, name, value);
      }
    }

    private void leaf(String pointer, String name, JsonNode value) {
      if (shown.size() >= MOST_FIELDS) {
        notShown++;
        return;
      }
      String text = value.isTextual() ? value.textValue() : CanonicalJson.text(value);
      String redacted = redacted(name, text);
      String visible = VisibleText.of(redacted);
      boolean tooLong = visible.length() > LONGEST;
      shown.add(
          new ApprovalDisplay.Field(
              pointer,
              tooLong ? shortened(visible, redacted) : visible,
              !redacted.equals(text),
              tooLong));
    }
  }

  private String step(String name) {
    return VisibleText.of(redacted(name)).replace("~", "~0").replace("/", "~1");
  }

  /** Redacts a value behind its name, which may be all that tells a password, and by itself. */
  private String redacted(String name, String text) {
    String named = redacted(name + NAMES + text);
    if (named.startsWith(name + NAMES)) {
      return redacted(named.substring(name.length() + NAMES.length()));
    }
    String clean = redacted(name) + NAMES;
    return named.startsWith(clean) ? redacted(named.substring(clean.length())) : NOT_REDACTED;
  }

  /** A redactor that fails shows nothing. */
  private String redacted(String text) {
    if (redactor == null) {
      return text;
    }
    try {
      String redacted = redactor.redact(text);
      return redacted == null ? NOT_REDACTED : redacted;
    } catch (RuntimeException e) {
      return NOT_REDACTED;
    }
  }

  private static String shortened(String visible, String whole) {
    String digest = ArgumentsDigest.of("display").field(whole).hex().substring(0, DIGEST_SHOWN);
    return visible.substring(0, HEAD)
        + " [… "
        + whole.length()
        + " characters, SHA-256 "
        + digest
        + " …] "
        + visible.substring(visible.length() - TAIL);
  }
}
