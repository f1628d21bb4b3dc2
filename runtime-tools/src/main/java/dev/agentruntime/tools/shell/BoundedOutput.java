package dev.agentruntime.tools.shell;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keeps the first and the last bytes of a stream: errors stand at the end, what the program is
 * about at the beginning. Buffers grow with what is written. Confined to one thread.
 */
final class BoundedOutput {
  private static final int FIRST_SIZE = 1024;

  private final int headLimit;
  private final int tailLimit;

  private byte[] head = new byte[0];
  private int headSize;
  // A ring once it has grown to tailLimit; until then it fills from the front.
  private byte[] tail = new byte[0];
  private int tailNext;
  private long total;

  BoundedOutput(int limit) {
    this.headLimit = limit / 2;
    this.tailLimit = limit - headLimit;
  }

  void write(byte[] bytes, int length) {
    total += length;
    int toHead = Math.min(length, headLimit - headSize);
    if (toHead > 0) {
      head = grown(head, headSize + toHead, headLimit);
      System.arraycopy(bytes, 0, head, headSize, toHead);
      headSize += toHead;
    }
    int start = Math.max(toHead, length - tailLimit);
    int toTail = length - start;
    if (toTail <= 0) {
      return;
    }
    long tailBefore = total - length - (headSize - toHead);
    int wanted = (int) Math.min(tailLimit, Math.max(tailBefore, 0) + toTail);
    tail = grown(tail, wanted, tailLimit);
    for (int i = start; i < length; i++) {
      tail[tailNext] = bytes[i];
      tailNext = tailNext + 1 == tailLimit ? 0 : tailNext + 1;
    }
  }

  CapturedOutput captured() {
    long inTail = total - headSize;
    if (inTail <= tailLimit) {
      byte[] all = Arrays.copyOf(head, headSize + (int) inTail);
      System.arraycopy(orderedTail((int) inTail), 0, all, headSize, (int) inTail);
      return new CapturedOutput(new String(all, StandardCharsets.UTF_8), total, 0);
    }
    int headEnd = wholeCharactersEnd(head, headSize);
    byte[] last = orderedTail(tailLimit);
    int tailStart = firstCharacterStart(last);
    long omitted = total - headEnd - (last.length - tailStart);
    String text =
        new String(head, 0, headEnd, StandardCharsets.UTF_8)
            + "\n[… "
            + omitted
            + " of "
            + total
            + " bytes omitted …]\n"
            + new String(last, tailStart, last.length - tailStart, StandardCharsets.UTF_8);
    return new CapturedOutput(text, total, omitted);
  }

  private byte[] orderedTail(int size) {
    byte[] ordered = new byte[size];
    // The ring has wrapped when more went in than it holds; its oldest byte is then the next to be
    // overwritten.
    int oldest = total - headSize > tailLimit ? tailNext : 0;
    int untilEnd = Math.min(size, tail.length - oldest);
    System.arraycopy(tail, oldest, ordered, 0, untilEnd);
    System.arraycopy(tail, 0, ordered, untilEnd, size - untilEnd);
    return ordered;
  }

  private static byte[] grown(byte[] buffer, int needed, int limit) {
    if (needed <= buffer.length) {
      return buffer;
    }
    int doubled = Math.max(FIRST_SIZE, (int) Math.min(Integer.MAX_VALUE, buffer.length * 2L));
    return Arrays.copyOf(buffer, Math.min(limit, Math.max(needed, doubled)));
  }

  /** Where the last whole UTF-8 character ends, so that a cut does not leave half of one. */
  private static int wholeCharactersEnd(byte[] bytes, int size) {
    int start = size;
    while (start > 0 && size - start < 3 && isContinuation(bytes[start - 1])) {
      start--;
    }
    if (start == 0) {
      return size;
    }
    int lead = bytes[start - 1] & 0xFF;
    int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return size - start + 1 >= length ? size : start - 1;
  }

  private static int firstCharacterStart(byte[] bytes) {
    int start = 0;
    while (start < bytes.length && start < 3 && isContinuation(bytes[start])) {
      start++;
    }
    return start;
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
