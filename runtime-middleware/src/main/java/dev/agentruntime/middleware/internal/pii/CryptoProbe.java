package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of wallets: base58 with its check (Bitcoin's older forms, Litecoin, Dogecoin, Tron …),
 * Bitcoin's bech32 and bech32m (BIP 173 and 350), and Ethereum's 0x with 40 hex digits, which has
 * no check that must be there.
 */
final class CryptoProbe implements Probe.OfToken {
  private static final int SHORTEST_BASE58 = 26;
  private static final int LONGEST_BASE58 = 36;
  private static final int ETHEREUM = 42;
  private static final int LONGEST = 90;

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.CRYPTO);
  }

  @Override
  public @Nullable Hits token(String text, int start, int end, @Nullable Hits before) {
    Hits hits = before;
    int word = start;
    while (end - word >= SHORTEST_BASE58) {
      int behind = word;
      while (behind < end && Ascii.isLetterOrDigit(text.charAt(behind))) {
        behind++;
      }
      int length = behind - word;
      if (length >= SHORTEST_BASE58 && length <= LONGEST && isAddress(text, word, length)) {
        hits = Hits.add(hits, word, behind, EntityType.CRYPTO, Confidence.CHECKED);
      }
      word = behind + 1;
    }
    return hits;
  }

  private static boolean isAddress(String text, int start, int length) {
    if (length == ETHEREUM && text.startsWith("0x", start)) {
      return isHex(text, start + 2, start + length);
    }
    if (Bech32.hasPrefix(text, start)) {
      return Bech32.isAddress(text.substring(start, start + length));
    }
    return length <= LONGEST_BASE58 && Base58.isAddress(text, start, length);
  }

  private static boolean isHex(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Ascii.isHex(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
