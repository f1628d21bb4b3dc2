package dev.agentruntime.json;

import java.security.MessageDigest;

/** Where canonical text goes: into a text or, without ever being one, into a hash. */
interface CharSink {
  /** Takes one character; the halves of a surrogate pair follow each other. */
  void put(char c);

  /** Takes ASCII text. */
  default void put(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      put(ascii.charAt(i));
    }
  }

  /** Into a text. Confined to one thread. */
  record OfText(StringBuilder text) implements CharSink {
    @Override
    public void put(char c) {
      text.append(c);
    }

    @Override
    public void put(String ascii) {
      text.append(ascii);
    }
  }

  /** Into a hash, as UTF-8, by way of a small buffer. Confined to one thread. */
  final class OfDigest implements CharSink {
    private static final int BUFFER = 256;

    /** The longest a character is in UTF-8. */
    private static final int LONGEST = 4;

    private final MessageDigest hash;
    private final byte[] buffer = new byte[BUFFER];
    private int used;

    /** The first half of a pair whose second half is to come; 0 for none. */
    private char high;

    OfDigest(MessageDigest hash) {
      this.hash = hash;
    }

    @Override
    public void put(char c) {
      if (used > BUFFER - LONGEST) {
        flush();
      }
      if (c < 0x80) {
        buffer[used++] = (byte) c;
      } else if (c < 0x800) {
        buffer[used++] = (byte) (0xc0 | (c >> 6));
        follow(c);
      } else if (Character.isHighSurrogate(c)) {
        high = c;
      } else if (Character.isLowSurrogate(c)) {
        int point = Character.toCodePoint(high, c);
        buffer[used++] = (byte) (0xf0 | (point >> 18));
        follow(point >> 12);
        follow(point >> 6);
        follow(point);
      } else {
        buffer[used++] = (byte) (0xe0 | (c >> 12));
        follow(c >> 6);
        follow(c);
      }
    }

    private void follow(int bits) {
      buffer[used++] = (byte) (0x80 | (bits & 0x3f));
    }

    void flush() {
      hash.update(buffer, 0, used);
      used = 0;
    }
  }
}
