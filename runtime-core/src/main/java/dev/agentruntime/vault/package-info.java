/**
 * Where the values live that placeholders stand for. Start reading at {@link
 * dev.agentruntime.vault.VaultStore}.
 */
@NullMarked
package dev.agentruntime.vault;

import org.jspecify.annotations.NullMarked;
