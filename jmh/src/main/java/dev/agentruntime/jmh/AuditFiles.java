package dev.agentruntime.jmh;

import dev.agentruntime.middleware.audit.Audit;
import dev.agentruntime.middleware.audit.AuditFile;
import dev.agentruntime.middleware.audit.AuditKey;
import dev.agentruntime.middleware.audit.SyncPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Audits into files that are gone when it is closed. Confined to one thread. */
final class AuditFiles implements AutoCloseable {
  private final AuditKey key = AuditKey.random();
  private final List<AuditFile> files = new ArrayList<>();
  private @Nullable Path directory;

  Audit into(String name, SyncPolicy policy) throws IOException {
    Path parent = directory;
    if (parent == null) {
      parent = Files.createTempDirectory("audit-benchmark");
      directory = parent;
    }
    AuditFile file = AuditFile.builder(parent.resolve(name), key).sync(policy).open();
    files.add(file);
    return Audit.to(file, key).build();
  }

  @Override
  public void close() throws IOException {
    files.forEach(AuditFile::close);
    if (directory != null) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
