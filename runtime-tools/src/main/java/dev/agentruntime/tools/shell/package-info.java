/**
 * Runs commands of the operating system for an agent and leaves nothing behind. Start reading at
 * {@link dev.agentruntime.tools.shell.CommandRunner}; {@link
 * dev.agentruntime.tools.shell.ShellTools} puts it in front of a model.
 */
@NullMarked
package dev.agentruntime.tools.shell;

import org.jspecify.annotations.NullMarked;
