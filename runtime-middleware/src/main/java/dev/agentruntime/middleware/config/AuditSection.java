package dev.agentruntime.middleware.config;

import static dev.agentruntime.middleware.config.ValueType.DURATION;
import static dev.agentruntime.middleware.config.ValueType.TEXT;
import static dev.agentruntime.middleware.config.ValueType.amount;
import static dev.agentruntime.middleware.config.ValueType.atLeast;
import static dev.agentruntime.middleware.config.ValueType.between;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditFile;
import dev.agentruntime.middleware.audit.AuditKey;
import dev.agentruntime.middleware.audit.AuditRing;
import dev.agentruntime.middleware.audit.SyncPolicy;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of the audit: in memory, or in a file that is opened once all of a text is right. */
final class AuditSection {
  private static final String DIRECTORY = "directory";

  private static final String SYNC_KEY = "sync";
  private static final String SYNC_EVERY = "sync-every";

  private static final ValueType<Path> PATH =
      new ValueType<>("a path", "that is not blank", "", AuditSection::path);

  private static final ValueType<AuditKey> KEY =
      new ValueType<>(
          "bytes in Base64",
          "of at least " + AuditKey.MIN_BYTES + " bytes",
          ", as 'openssl rand -base64 32' prints them",
          AuditSection::key);

  private static final ValueType<SyncPolicy> SYNC =
      ValueType.oneOf(
          Map.of("never", SyncPolicy.never(), "before-effects", SyncPolicy.beforeEffects()));

  private AuditSection() {}

  private static Optional<Path> path(JsonNode node) {
    return TEXT.reader()
        .apply(node)
        .flatMap(
            text -> {
              try {
                return Optional.of(Path.of(text));
              } catch (InvalidPathException _) {
                return Optional.empty();
              }
            });
  }

  private static Optional<AuditKey> key(JsonNode node) {
    return TEXT.reader()
        .apply(node)
        .flatMap(
            text -> {
              try {
                return Optional.of(AuditKey.of(Base64.getDecoder().decode(text.strip())));
              } catch (IllegalArgumentException _) {
                return Optional.empty();
              }
            });
  }

  private static final class Draft {
    private final Target target;
    private final List<Consumer<Audit.Builder>> settings = new ArrayList<>();
    private final List<Consumer<AuditFile.Builder>> ofFile = new ArrayList<>();
    private final List<String> needDirectory = new ArrayList<>();
    private @Nullable Path directory;
    private @Nullable AuditKey key;
    private @Nullable Integer ringCalls;

    private Draft(Target target) {
      this.target = target;
      target.parts().redactor().ifPresent(sees -> settings.add(audit -> audit.redactor(sees)));
    }

    private void ofFile(String name, Consumer<AuditFile.Builder> setting) {
      needDirectory.add(name);
      ofFile.add(setting);
    }

    /** Refused here and now if at all, and not when the file is open. */
    private void shown(Consumer<Audit.Builder> setting) {
      target.parts().needRedactor();
      setting.accept(Audit.inMemory(AuditRing.of(1)));
      settings.add(setting);
    }

    private void readsGoOn() {
      needDirectory.add("reads-go-on-without-audit");
      settings.add(Audit.Builder::readsGoOnWithoutAudit);
    }

    private void finish() {
      Path files = directory;
      if (files == null) {
        if (!needDirectory.isEmpty()) {
          throw new UnfitKeysException(needDirectory + " need " + DIRECTORY + " to be set");
        }
        target.tools().audit(inMemory());
        return;
      }
      AuditKey secret = key;
      if (secret == null || ringCalls != null) {
        throw new UnfitKeysException(
            secret == null
                ? DIRECTORY + " needs key to be set"
                : "ring-calls is of an audit in memory, and there is directory");
      }
      if (needDirectory.containsAll(List.of(SYNC_KEY, SYNC_EVERY))) {
        throw new UnfitKeysException("must have sync or sync-every, had both");
      }
      target.opening(new Target.Opening("audit." + DIRECTORY, () -> open(files, secret)));
    }

    private Audit inMemory() {
      int calls = ringCalls == null ? AuditRing.DEFAULT_CALLS : ringCalls;
      Audit.Builder audit = Audit.inMemory(AuditRing.of(calls));
      if (key != null) {
        audit.key(key);
      }
      settings.forEach(setting -> setting.accept(audit));
      return audit.build();
    }

    private AuditFile open(Path files, AuditKey secret) throws IOException {
      AuditFile.Builder file = AuditFile.builder(files, secret);
      ofFile.forEach(setting -> setting.accept(file));
      AuditFile opened = file.open();
      Audit.Builder audit = Audit.to(opened, secret);
      settings.forEach(setting -> setting.accept(audit));
      target.tools().audit(audit.build());
      return opened;
    }
  }

  static Section<?> audit() {
    return new Section<Draft>(
        "audit",
        Draft::new,
        Stream.concat(accountKeys().stream(), fileKeys().stream()).toList(),
        (_, draft) -> draft.finish(),
        target -> target.tools().without(GovernanceLayer.AUDIT));
  }

  private static List<Key<Draft>> accountKeys() {
    return List.of(
        Key.of(
            "ring-calls",
            atLeast(1),
            AuditRing.DEFAULT_CALLS,
            "how many calls are kept in memory, unless directory is set",
            (draft, calls) -> draft.ringCalls = calls),
        Key.of(
            "shown-bytes",
            between(0, Audit.MAX_SHOWN_BYTES),
            Audit.DEFAULT_SHOWN_BYTES,
            "how many bytes of arguments are shown, through the part 'redactor'",
            (draft, bytes) -> draft.shown(audit -> audit.shownBytes(bytes))),
        Key.perTool(
            "shown-bytes-tools",
            between(0, Audit.MAX_SHOWN_BYTES),
            "the same for some tools",
            (draft, tool, bytes) -> draft.shown(audit -> audit.shownBytes(tool, bytes))),
        Key.secret(
            "key",
            KEY,
            "makes the digests, and the chain of the file; needed by directory",
            (draft, key) -> draft.key = key));
  }

  private static List<Key<Draft>> fileKeys() {
    return List.of(
        Key.of(
            DIRECTORY,
            PATH,
            "none, in memory",
            "where the audit file is kept, from the process's working directory",
            (draft, path) -> draft.directory = path),
        Key.of(
            SYNC_KEY,
            SYNC,
            "\"before-effects\"",
            "when the file is forced onto the disk",
            (draft, policy) -> draft.ofFile(SYNC_KEY, file -> file.sync(policy))),
        Key.of(
            SYNC_EVERY,
            DURATION,
            "none",
            "the longest time a record waits for that, in place of sync",
            (draft, time) -> draft.ofFile(SYNC_EVERY, file -> file.sync(SyncPolicy.every(time)))),
        Key.of(
            "segment-bytes",
            amount(AuditFile.MIN_SEGMENT_BYTES),
            AuditFile.DEFAULT_MAX_SEGMENT_BYTES,
            "how long a segment of the file gets",
            (draft, bytes) -> draft.ofFile("segment-bytes", file -> file.maxSegmentBytes(bytes))),
        Key.of(
            "max-queued",
            atLeast(1),
            AuditFile.DEFAULT_QUEUE,
            "how many records may wait to be written",
            (draft, records) -> draft.ofFile("max-queued", file -> file.queue(records))),
        Key.of(
            "patience",
            DURATION,
            AuditFile.DEFAULT_PATIENCE,
            "how long a call waits for its record to be written",
            (draft, time) -> draft.ofFile("patience", file -> file.patience(time))),
        Key.ifTrue(
            "reads-go-on-without-audit",
            "tools that only read run though their records cannot be kept",
            Draft::readsGoOn));
  }
}
