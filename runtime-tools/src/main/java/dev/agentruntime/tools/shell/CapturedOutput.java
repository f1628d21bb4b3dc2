package dev.agentruntime.tools.shell;

/**
 * What a command wrote to one stream, cut in the middle when it was too long. Immutable.
 *
 * @param text the output as UTF-8, what is not UTF-8 replaced; where bytes are missing, a line in
 *     square brackets says how many
 * @param totalBytes how many bytes the command wrote in all
 * @param omittedBytes how many of them {@code text} does not show; zero if it is whole
 */
public record CapturedOutput(String text, long totalBytes, long omittedBytes) {}
