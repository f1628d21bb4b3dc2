package dev.agentruntime.middleware.audit;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditSink;
import dev.agentruntime.testkit.contract.AuditSinkContract;
import dev.agentruntime.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The audit file keeps the contract of sinks. */
class AuditFileContractTest extends AuditSinkContract {
  @TempDir private Path directory;

  @Override
  protected AuditSink open(TimeSource time) throws IOException {
    return AuditFile.builder(directory, AuditKey.random()).time(time).open();
  }

  @Override
  protected List<AuditRecord> kept() throws IOException {
    List<AuditRecord> records = new ArrayList<>();
    AuditReader.forEach(directory, records::add);
    return records;
  }
}
