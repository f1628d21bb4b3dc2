package dev.agentruntime.middleware.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AuditKeyTest {
  private static byte[] secret(int fill) {
    byte[] secret = new byte[AuditKey.MIN_BYTES];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }

  @Test
  void aShortKeyIsRefusedWithItsLengthAndTheBound() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> AuditKey.of(new byte[31]));
    assertEquals("an audit key must have at least 32 bytes, had 31", refused.getMessage());
  }

  @Test
  void theSameSecretMakesTheSameKeyAndAnotherAnother() {
    assertEquals(AuditKey.of(secret(1)).id(), AuditKey.of(secret(1)).id());
    assertNotEquals(AuditKey.of(secret(1)).id(), AuditKey.of(secret(2)).id());
    assertNotEquals(AuditKey.random().id(), AuditKey.random().id());
  }

  @Test
  void chainAndDigestsHaveKeysOfTheirOwn() {
    AuditKey key = AuditKey.of(secret(1));
    byte[] text = "text".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertFalse(Arrays.equals(key.chainMac().doFinal(text), key.digestMac().doFinal(text)));
    assertArrayEquals(key.chainMac().doFinal(text), key.chainMac().doFinal(text));
  }

  @Test
  void whatTheHostDoesToItsBytesLaterChangesNothing() {
    byte[] secret = secret(1);
    AuditKey key = AuditKey.of(secret);
    Arrays.fill(secret, (byte) 0);
    assertEquals(AuditKey.of(secret(1)).id(), key.id());
  }

  @Test
  void itPrintsItsIdOnly() {
    AuditKey key = AuditKey.of(secret(0x61));
    assertEquals("AuditKey(" + key.id() + ")", key.toString());
    assertFalse(key.toString().contains("61616161"));
  }
}
