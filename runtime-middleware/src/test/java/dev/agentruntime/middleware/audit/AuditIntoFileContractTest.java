package dev.agentruntime.middleware.audit;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The audit into a file keeps the contract of layers. */
class AuditIntoFileContractTest extends LayerContract {
  @TempDir private Path directory;
  private final List<AuditFile> files = new ArrayList<>();

  @Override
  protected Layer createLayer() {
    try {
      AuditFile file = AuditFile.open(directory.resolve("stream-" + files.size()), Streams.KEY);
      files.add(file);
      return Audit.to(file, Streams.KEY).build();
    } catch (IOException e) {
      throw new UncheckedIOException("a temporary directory could not be used", e);
    }
  }

  @AfterEach
  void closeFiles() {
    files.forEach(AuditFile::close);
  }
}
