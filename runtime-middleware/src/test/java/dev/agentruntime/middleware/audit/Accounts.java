package dev.agentruntime.middleware.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.audit.AuditRecord;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Looks into accounts of calls. */
final class Accounts {
  private Accounts() {}

  /** The kinds of records, in order: {@code Proposed Intent Started Finished}. */
  static String kinds(List<? extends AuditRecord> records) {
    return records.stream()
        .map(record -> record.getClass().getSimpleName())
        .collect(Collectors.joining(" "));
  }

  static <T extends AuditRecord> List<T> all(Class<T> kind, List<? extends AuditRecord> records) {
    return records.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The only record of a kind. */
  static <T extends AuditRecord> T only(Class<T> kind, List<? extends AuditRecord> records) {
    List<T> found = all(kind, records);
    assertEquals(1, found.size(), () -> kind.getSimpleName() + " in " + kinds(records));
    return found.getFirst();
  }

  /** What is kept of the only result. */
  static AuditRecord.Payload result(List<? extends AuditRecord> records) {
    return Objects.requireNonNull(only(AuditRecord.Finished.class, records).result(), "result");
  }
}
