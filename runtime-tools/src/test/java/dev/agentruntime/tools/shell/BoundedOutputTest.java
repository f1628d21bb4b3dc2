package dev.agentruntime.tools.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BoundedOutputTest {

  @Test
  void outputWithinTheBoundIsKeptWhole() {
    for (int size = 0; size <= 256; size++) {
      String text = "x".repeat(size / 2) + "y".repeat(size - size / 2);
      CapturedOutput captured = written(256, text.getBytes(StandardCharsets.UTF_8), 7).captured();
      assertEquals(text, captured.text());
      assertEquals(size, captured.totalBytes());
      assertEquals(0, captured.omittedBytes());
    }
  }

  @Test
  void firstAndLastBytesAreKeptWhateverTheSizeOfTheWrites() {
    Random random = new Random(7);
    for (int round = 0; round < 400; round++) {
      byte[] bytes = new byte[257 + random.nextInt(3000)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ('a' + random.nextInt(26));
      }
      String all = new String(bytes, StandardCharsets.US_ASCII);
      CapturedOutput captured = written(256, bytes, 1 + random.nextInt(700)).captured();
      assertTrue(captured.text().startsWith(all.substring(0, 128) + "\n[… "), captured.text());
      assertTrue(
          captured.text().endsWith(" bytes omitted …]\n" + all.substring(bytes.length - 128)),
          captured.text());
      assertEquals(bytes.length - 256, captured.omittedBytes());
      assertEquals(bytes.length, captured.totalBytes());
    }
  }

  @Test
  void theCutLeavesNoHalfCharacter() {
    for (int shift = 0; shift < 4; shift++) {
      String text = "a".repeat(shift) + "€𝄞é".repeat(200);
      CapturedOutput captured = written(256, text.getBytes(StandardCharsets.UTF_8), 11).captured();
      assertFalse(captured.text().contains("\uFFFD"), captured.text());
      assertTrue(captured.omittedBytes() > 0);
    }
  }

  private static BoundedOutput written(int limit, byte[] bytes, int step) {
    BoundedOutput output = new BoundedOutput(limit);
    for (int from = 0; from < bytes.length; from += step) {
      byte[] part = java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step));
      output.write(part, part.length);
    }
    return output;
  }
}
