package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditRecord.Call;
import dev.agentruntime.audit.AuditRecord.Effect;
import dev.agentruntime.audit.AuditRecord.Ending;
import dev.agentruntime.audit.AuditRecord.OnBehalf;
import dev.agentruntime.audit.AuditRecord.Payload;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records as JSON, and back. Stateless. */
final class RecordJson {
  private RecordJson() {}

  /** The name of a kind of record: {@code proposed} and so on. */
  static String typeOf(AuditRecord record) {
    return switch (record) {
      case AuditRecord.Proposed _ -> "proposed";
      case AuditRecord.Intent _ -> "intent";
      case AuditRecord.Decided _ -> "decided";
      case AuditRecord.Started _ -> "started";
      case AuditRecord.Finished _ -> "finished";
      case AuditRecord.Suspended _ -> "suspended";
      case AuditRecord.Resumed _ -> "resumed";
      case AuditRecord.Gap _ -> "gap";
    };
  }

  /** Adds what a record says to the body of a line. */
  static void write(AuditRecord record, JsonGenerator into) throws IOException {
    into.writeStringField("at", record.at().toString());
    if (record instanceof AuditRecord.OfCall of) {
      write(of.call(), into);
    }
    switch (record) {
      case AuditRecord.Proposed proposed -> {
        OnBehalf on = proposed.on();
        into.writeStringField("agent", on.agentPath());
        writeIfKnown(into, "session", on.session());
        writeIfKnown(into, "tenant", on.tenant());
        writeIfKnown(into, "principal", on.principal());
        write("arguments", proposed.arguments(), into);
        writeIfNotEmpty(into, "textDigest", proposed.textDigest());
      }
      case AuditRecord.Intent intent -> write("arguments", intent.arguments(), into);
      case AuditRecord.Decided decided -> {
        into.writeStringField("layer", decided.layer());
        into.writeStringField("code", decided.code());
        into.writeStringField("detail", decided.detail());
      }
      case AuditRecord.Started started -> {
        into.writeNumberField("attempt", started.attempt());
        into.writeStringField("idempotencyKey", started.idempotencyKey());
        into.writeStringField("argumentsDigest", started.argumentsDigest());
      }
      case AuditRecord.Finished finished -> write(finished, into);
      case AuditRecord.Suspended suspended ->
          into.writeStringField("request", suspended.requestId());
      case AuditRecord.Resumed _ -> {
        // Which call is all there is to say.
      }
      case AuditRecord.Gap gap -> into.writeNumberField("missing", gap.missing());
    }
  }

  private static void write(Call call, JsonGenerator into) throws IOException {
    into.writeStringField("run", call.runId());
    into.writeStringField("call", call.callId());
    into.writeStringField("tool", call.tool());
    into.writeNumberField("turn", call.turn());
    into.writeNumberField("position", call.position());
    into.writeBooleanField("effectful", call.effectful());
  }

  private static void write(String name, Payload payload, JsonGenerator into) throws IOException {
    into.writeObjectFieldStart(name);
    into.writeNumberField("characters", payload.characters());
    writeIfNotEmpty(into, "digest", payload.digest());
    if (!payload.keys().isEmpty()) {
      into.writeArrayFieldStart("keys");
      for (String key : payload.keys()) {
        into.writeString(key);
      }
      into.writeEndArray();
    }
    if (payload.otherKeys() > 0) {
      into.writeNumberField("otherKeys", payload.otherKeys());
    }
    writeIfKnown(into, "shown", payload.shownOrNull());
    into.writeEndObject();
  }

  private static void write(AuditRecord.Finished finished, JsonGenerator into) throws IOException {
    Ending ending = finished.ending();
    into.writeStringField("outcome", ending.code());
    writeIfNotEmpty(into, "by", ending.by());
    writeIfNotEmpty(into, "reason", ending.reason());
    writeIfNotEmpty(into, "incident", ending.incidentId());
    into.writeStringField("effect", ending.effect().name().toLowerCase(Locale.ROOT));
    into.writeNumberField("attempts", finished.attempts());
    into.writeStringField("took", finished.took().toString());
    if (finished.result() != null) {
      write("result", finished.result(), into);
    }
  }

  private static void writeIfKnown(JsonGenerator into, String key, @Nullable String value)
      throws IOException {
    if (value != null) {
      into.writeStringField(key, value);
    }
  }

  private static void writeIfNotEmpty(JsonGenerator into, String key, String value)
      throws IOException {
    if (!value.isEmpty()) {
      into.writeStringField(key, value);
    }
  }

  /** The record in the body of a line; null if there is none that this version knows. */
  static @Nullable AuditRecord read(JsonNode body) {
    try {
      Instant at = Instant.parse(body.path("at").asText());
      return read(body, at);
    } catch (DateTimeException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable AuditRecord read(JsonNode body, Instant at) {
    return switch (Body.type(body)) {
      case "proposed" ->
          new AuditRecord.Proposed(
              at,
              call(body),
              onBehalf(body),
              payload(body.path("arguments")),
              body.path("textDigest").asText());
      case "intent" -> new AuditRecord.Intent(at, call(body), payload(body.path("arguments")));
      case "decided" ->
          new AuditRecord.Decided(
              at, call(body), text(body, "layer"), text(body, "code"), text(body, "detail"));
      case "started" ->
          new AuditRecord.Started(
              at,
              call(body),
              body.path("attempt").asInt(),
              text(body, "idempotencyKey"),
              text(body, "argumentsDigest"));
      case "finished" ->
          new AuditRecord.Finished(
              at,
              call(body),
              ending(body),
              body.path("attempts").asInt(),
              Duration.parse(text(body, "took")),
              body.has("result") ? payload(body.path("result")) : null);
      case "suspended" -> new AuditRecord.Suspended(at, call(body), text(body, "request"));
      case "resumed" -> new AuditRecord.Resumed(at, call(body));
      case "gap" -> new AuditRecord.Gap(at, body.path("missing").asLong());
      default -> null;
    };
  }

  private static Call call(JsonNode body) {
    return new Call(
        text(body, "run"),
        text(body, "call"),
        text(body, "tool"),
        body.path("turn").asInt(),
        body.path("position").asInt(),
        body.path("effectful").asBoolean(true));
  }

  private static OnBehalf onBehalf(JsonNode body) {
    return new OnBehalf(
        text(body, "agent"),
        textOrNull(body, "session"),
        textOrNull(body, "tenant"),
        textOrNull(body, "principal"));
  }

  private static Payload payload(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.path("keys").forEach(key -> keys.add(key.asText()));
    return new Payload(
        node.path("characters").asInt(),
        node.path("digest").asText(),
        keys,
        node.path("otherKeys").asInt(),
        textOrNull(node, "shown"));
  }

  private static Ending ending(JsonNode body) {
    return new Ending(
        text(body, "outcome"),
        body.path("by").asText(),
        body.path("reason").asText(),
        body.path("incident").asText(),
        Effect.valueOf(text(body, "effect").toUpperCase(Locale.ROOT)));
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("a record lacks '" + key + "'");
    }
    return value.textValue();
  }

  private static @Nullable String textOrNull(JsonNode node, String key) {
    return node.path(key).isTextual() ? node.path(key).textValue() : null;
  }
}
