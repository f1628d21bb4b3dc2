package dev.agentruntime.middleware.config;

import dev.agentruntime.audit.AuditUnavailableException;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.audit.AuditFile;
import dev.agentruntime.middleware.model.ModelGovernance;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file says: the governance of tool calls, that of model requests, and the
 * audit file, if {@code audit.directory} is set.
 *
 * <pre>{@code
 * try (ConfiguredGovernance governance = GovernanceConfig.read(file);
 *     AgentRuntime runtime = AgentRuntime.builder(model)
 *         .middleware(governance.tools().build())
 *         .modelMiddleware(governance.models())
 *         .build()) {
 *   …
 * }
 * }</pre>
 *
 * <p>It owns the audit file, which was opened with it: close it after the runtimes that use it. A
 * process that ends without that loses no record that a tool with effects had to wait for; its last
 * segment is not sealed, and the next process to open the directory puts that on record. Without an
 * audit file there is nothing to close.
 *
 * <p>{@link #tools()} is confined to one thread; the rest is safe for use by many.
 */
public final class ConfiguredGovernance implements AutoCloseable {
  private final GovernanceBuilder tools;
  private final ModelGovernance models;
  private final @Nullable AuditFile auditFile;

  ConfiguredGovernance(
      GovernanceBuilder tools, ModelGovernance models, @Nullable AuditFile auditFile) {
    this.tools = tools;
    this.models = models;
    this.auditFile = auditFile;
  }

  /**
   * The layers around tool calls, to which the host may add what a file cannot say.
   *
   * @return the same builder each time
   */
  public GovernanceBuilder tools() {
    return tools;
  }

  /**
   * The layers around model requests.
   *
   * @return a layer that changes nothing if the file has no {@code [model]} tables
   */
  public ModelGovernance models() {
    return models;
  }

  /**
   * Where the audit goes.
   *
   * @return the open file, or empty if {@code audit.directory} is not set
   */
  public Optional<AuditFile> auditFile() {
    return Optional.ofNullable(auditFile);
  }

  /**
   * Writes, seals and closes the audit file; does nothing if there is none, or the second time.
   *
   * @throws AuditUnavailableException if the last records could not be written or sealed
   */
  @Override
  public void close() {
    if (auditFile != null) {
      auditFile.close();
    }
  }

  @Override
  public String toString() {
    return "ConfiguredGovernance(" + tools.build() + ", " + models + ", " + auditFile + ")";
  }
}
