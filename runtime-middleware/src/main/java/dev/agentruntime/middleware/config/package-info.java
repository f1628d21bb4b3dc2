/**
 * Governance from a TOML file: {@link dev.agentruntime.middleware.config.GovernanceConfig} reads
 * it, checks every key against one table, and reports all that is wrong at once. What a file cannot
 * hold the host gives as {@link dev.agentruntime.middleware.config.ConfigurationParts}.
 */
@NullMarked
package dev.agentruntime.middleware.config;

import org.jspecify.annotations.NullMarked;
