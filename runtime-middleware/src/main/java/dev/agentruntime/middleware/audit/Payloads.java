package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.audit.AuditRecord.Payload;
import dev.agentruntime.json.CanonicalJson;
import dev.agentruntime.middleware.redact.Redactor;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what was said what may be kept of it, for the calls of one tool. Immutable; safe for use
 * by many threads.
 */
final class Payloads {
  /** More names than a schema has are noise. */
  private static final int MAX_KEYS = 64;

  private static final byte[] TEXT = purpose("text");
  private static final byte[] CANONICAL = purpose("canonical");
  private static final byte[] RESULT = purpose("result");

  private final Set<String> declaredKeys;
  private final AuditKey key;
  private final @Nullable Redactor redactor;
  private final int shownBytes;

  /**
   * Makes them.
   *
   * @param redactor sees what is shown; null shows nothing
   */
  Payloads(ToolDescriptor tool, AuditKey key, @Nullable Redactor redactor, int shownBytes) {
    JsonObjectSchema parameters = tool.specification().parameters();
    this.declaredKeys =
        parameters == null || parameters.properties() == null
            ? Set.of()
            : Set.copyOf(parameters.properties().keySet());
    this.key = key;
    this.redactor = redactor;
    this.shownBytes = shownBytes;
  }

  /** What is kept of arguments, well-formed or not. */
  Payload arguments(String text) {
    ObjectNode object = objectOrNull(text);
    List<String> known = new ArrayList<>();
    int others = 0;
    if (object != null) {
      Iterator<String> names = object.fieldNames();
      while (names.hasNext()) {
        String name = names.next();
        if (declaredKeys.contains(name) && known.size() < MAX_KEYS) {
          known.add(name);
        } else {
          others++;
        }
      }
      Collections.sort(known);
    }
    return new Payload(text.length(), digest(text, object), known, others, shown(text));
  }

  private static @Nullable ObjectNode objectOrNull(String text) {
    try {
      return ToolArguments.ofText(text).object();
    } catch (MalformedArgumentsException e) {
      return null;
    }
  }

  private String digest(String text, @Nullable ObjectNode object) {
    return object == null ? digest(TEXT, text) : digest(CANONICAL, CanonicalJson.text(object));
  }

  /** The digest of what the model sent, to the letter. */
  String textDigest(String text) {
    return digest(TEXT, text);
  }

  /** What is kept of a result: it is never shown. */
  Payload result(String text) {
    return new Payload(text.length(), digest(RESULT, text), List.of(), 0, null);
  }

  /** What is kept of a text that is not there any more. */
  static Payload sizeOnly(int characters) {
    return new Payload(characters, "", List.of(), 0, null);
  }

  /** Keyed: without the key nobody can find out by trying what a short text was. */
  private String digest(byte[] purpose, String text) {
    Mac mac = key.digestMac();
    mac.update(purpose);
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] purpose(String name) {
    return (name + '\0').getBytes(StandardCharsets.US_ASCII);
  }

  /** Redacted first, cut after: what is cut in two is no longer recognised. */
  private @Nullable String shown(String text) {
    if (redactor == null || shownBytes == 0) {
      return null;
    }
    String redacted;
    try {
      redacted = redactor.redact(text);
    } catch (RuntimeException | StackOverflowError e) {
      return null;
    }
    return redacted == null ? null : Shortened.to(shownBytes, redacted);
  }

  /** A layer's words about a call, which should hold no secrets, as the redactor leaves them. */
  String detail(String text) {
    if (redactor == null) {
      return text;
    }
    try {
      String redacted = redactor.redact(text);
      return redacted == null ? "" : redacted;
    } catch (RuntimeException | StackOverflowError e) {
      return "(redaction failed)";
    }
  }
}
