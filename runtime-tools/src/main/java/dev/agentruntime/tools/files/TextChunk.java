package dev.agentruntime.tools.files;

/**
 * Some consecutive bytes of a text file, as text. Immutable.
 *
 * @param path the file, relative to the root
 * @param fileBytes the file's size when it was opened
 * @param offset where the chunk begins, in bytes from the file's beginning
 * @param length how many bytes were read; fewer than asked for at the end of the file or at the
 *     bound
 * @param text the bytes as UTF-8, what is not UTF-8 replaced, so a chunk that begins inside a
 *     character shows a mark there
 */
public record TextChunk(String path, long fileBytes, long offset, int length, String text) {}
