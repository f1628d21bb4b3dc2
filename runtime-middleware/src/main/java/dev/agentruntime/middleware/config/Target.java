package dev.agentruntime.middleware.config;

import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.audit.AuditFile;
import dev.agentruntime.middleware.model.ModelGovernance;
import dev.agentruntime.middleware.model.PriceTable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a file is read into. Confined to one thread. */
final class Target {
  private final GovernanceBuilder tools;
  private final ConfigurationParts parts;
  private final ModelGovernance.Builder models = ModelGovernance.builder();
  private @Nullable PriceTable prices;
  private @Nullable Opening opening;

  /** Opens the file and puts it to use. */
  @FunctionalInterface
  interface Step {
    AuditFile open() throws IOException;
  }

  /**
   * An audit file, which is opened once nothing is wrong with the configuration.
   *
   * @param key the key that asks for it
   * @param step opens it
   */
  record Opening(String key, Step step) {}

  Target(GovernanceBuilder tools, ConfigurationParts parts) {
    this.tools = tools;
    this.parts = parts;
  }

  GovernanceBuilder tools() {
    return tools;
  }

  ConfigurationParts parts() {
    return parts;
  }

  ModelGovernance.Builder models() {
    return models;
  }

  void prices(PriceTable table) {
    this.prices = table;
  }

  Optional<PriceTable> prices() {
    return Optional.ofNullable(prices);
  }

  void opening(Opening last) {
    this.opening = last;
  }

  Optional<Opening> opening() {
    return Optional.ofNullable(opening);
  }
}
