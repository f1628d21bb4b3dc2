package dev.agentruntime.middleware.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditRecord.Call;
import dev.agentruntime.audit.AuditRecord.Effect;
import dev.agentruntime.audit.AuditRecord.Ending;
import dev.agentruntime.audit.AuditRecord.OnBehalf;
import dev.agentruntime.audit.AuditRecord.Payload;
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

  /** Adds a record to the body of a line. */
  static void write(AuditRecord record, ObjectNode into) {
    into.put(Body.TYPE, typeOf(record)).put("at", record.at().toString());
    if (record instanceof AuditRecord.OfCall of) {
      write(of.call(), into);
    }
    switch (record) {
      case AuditRecord.Proposed proposed -> {
        OnBehalf on = proposed.on();
        into.put("agent", on.agentPath());
        putIfKnown(into, "session", on.session());
        putIfKnown(into, "tenant", on.tenant());
        putIfKnown(into, "principal", on.principal());
        write(proposed.arguments(), into.putObject("arguments"));
      }
      case AuditRecord.Intent intent -> write(intent.arguments(), into.putObject("arguments"));
      case AuditRecord.Decided decided ->
          into.put("layer", decided.layer())
              .put("code", decided.code())
              .put("detail", decided.detail());
      case AuditRecord.Started started ->
          into.put("attempt", started.attempt())
              .put("idempotencyKey", started.idempotencyKey())
              .put("argumentsDigest", started.argumentsDigest());
      case AuditRecord.Finished finished -> write(finished, into);
      case AuditRecord.Suspended suspended -> into.put("request", suspended.requestId());
      case AuditRecord.Resumed _ -> {
        // Which call is all there is to say.
      }
      case AuditRecord.Gap gap -> into.put("missing", gap.missing());
    }
  }

  private static String typeOf(AuditRecord record) {
    return record.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static void write(Call call, ObjectNode into) {
    into.put("run", call.runId())
        .put("call", call.callId())
        .put("tool", call.tool())
        .put("turn", call.turn())
        .put("position", call.position())
        .put("effectful", call.effectful());
  }

  private static void write(Payload payload, ObjectNode into) {
    into.put("characters", payload.characters());
    if (!payload.digest().isEmpty()) {
      into.put("digest", payload.digest());
    }
    if (!payload.keys().isEmpty()) {
      ArrayNode keys = into.putArray("keys");
      payload.keys().forEach(keys::add);
    }
    if (payload.otherKeys() > 0) {
      into.put("otherKeys", payload.otherKeys());
    }
    putIfKnown(into, "shown", payload.shownOrNull());
  }

  private static void write(AuditRecord.Finished finished, ObjectNode into) {
    Ending ending = finished.ending();
    into.put("outcome", ending.code());
    putIfNotEmpty(into, "by", ending.by());
    putIfNotEmpty(into, "reason", ending.reason());
    putIfNotEmpty(into, "incident", ending.incidentId());
    into.put("effect", ending.effect().name().toLowerCase(Locale.ROOT))
        .put("attempts", finished.attempts())
        .put("took", finished.took().toString());
    if (finished.result() != null) {
      write(finished.result(), into.putObject("result"));
    }
  }

  private static void putIfKnown(ObjectNode into, String key, @Nullable String value) {
    if (value != null) {
      into.put(key, value);
    }
  }

  private static void putIfNotEmpty(ObjectNode into, String key, String value) {
    if (!value.isEmpty()) {
      into.put(key, value);
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
          new AuditRecord.Proposed(at, call(body), onBehalf(body), payload(body.path("arguments")));
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
