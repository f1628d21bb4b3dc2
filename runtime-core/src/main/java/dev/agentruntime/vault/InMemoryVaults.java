package dev.agentruntime.vault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Vaults in memory, for a bounded number of sessions and runs: beyond it the one that was not used
 * for longest is forgotten. They end with the process, so placeholders of conversations that are
 * kept elsewhere mean nothing after it. Safe for use by many threads.
 */
public final class InMemoryVaults implements VaultStore {
  /** Vaults unless said otherwise: as many as sessions a runtime keeps state of. */
  public static final int DEFAULT_VAULTS = 10_000;

  /** Values per vault unless said otherwise: a conversation with more is an export of data. */
  public static final int DEFAULT_VALUES = 10_000;

  private final int maxVaults;
  private final int maxValues;

  /** By last use. Guarded by itself. */
  private final Map<VaultKey, Vault> vaults = new LinkedHashMap<>(16, 0.75f, true);

  private InMemoryVaults(int maxVaults, int maxValues) {
    this.maxVaults = maxVaults;
    this.maxValues = maxValues;
  }

  /**
   * With the default bounds.
   *
   * @return a store without vaults
   */
  public static InMemoryVaults create() {
    return bounded(DEFAULT_VAULTS, DEFAULT_VALUES);
  }

  /**
   * With bounds.
   *
   * @param vaults how many sessions and runs are remembered, at least 1
   * @param values how many values each may have, from 1 to {@link Placeholder#MAX_NUMBER}; a vault
   *     that is full refuses more
   * @return a store without vaults
   */
  public static InMemoryVaults bounded(int vaults, int values) {
    if (vaults < 1) {
      throw new IllegalArgumentException("vaults must be at least 1, was " + vaults);
    }
    if (values < 1 || values > Placeholder.MAX_NUMBER) {
      throw new IllegalArgumentException(
          "values must be from 1 to " + Placeholder.MAX_NUMBER + ", was " + values);
    }
    return new InMemoryVaults(vaults, values);
  }

  @Override
  public Placeholder placeholder(VaultKey vault, String type, String value) {
    return made(Objects.requireNonNull(vault, "vault")).placeholder(type, value, maxValues);
  }

  @Override
  public Optional<String> value(VaultKey vault, Placeholder placeholder) {
    Vault known = known(vault);
    return known == null ? Optional.empty() : known.value(placeholder);
  }

  @Override
  public Optional<String> tag(VaultKey vault) {
    Vault known = known(vault);
    return known == null ? Optional.empty() : Optional.of(known.tag);
  }

  @Override
  public void erase(VaultKey vault) {
    synchronized (vaults) {
      vaults.remove(vault);
    }
  }

  @Override
  public void eraseTenant(Optional<String> tenant) {
    synchronized (vaults) {
      vaults.keySet().removeIf(key -> key.tenant().equals(tenant));
    }
  }

  private @Nullable Vault known(VaultKey key) {
    synchronized (vaults) {
      return vaults.get(key);
    }
  }

  private Vault made(VaultKey key) {
    synchronized (vaults) {
      Vault known = vaults.get(key);
      if (known == null) {
        known = new Vault();
        vaults.put(key, known);
        if (vaults.size() > maxVaults) {
          vaults.remove(vaults.keySet().iterator().next());
        }
      }
      return known;
    }
  }

  /** How many there are, and nothing of what is in them. */
  @Override
  public String toString() {
    synchronized (vaults) {
      return "InMemoryVaults(" + vaults.size() + " of " + maxVaults + ")";
    }
  }

  private static final class Vault {
    private final String tag = Placeholder.newTag();
    private final Map<String, Values> byType = new HashMap<>();
    private int size;

    synchronized Placeholder placeholder(String type, String value, int maxValues) {
      Values values = byType.computeIfAbsent(type, _ -> new Values());
      Integer known = values.numbers.get(value);
      if (known != null) {
        return new Placeholder(type, tag, known);
      }
      if (size >= maxValues) {
        throw new VaultException("a vault holds " + maxValues + " values at most, and is full");
      }
      size++;
      values.inOrder.add(value);
      values.numbers.put(value, values.inOrder.size());
      return new Placeholder(type, tag, values.inOrder.size());
    }

    synchronized Optional<String> value(Placeholder placeholder) {
      Values values = byType.get(placeholder.type());
      return values == null
              || !tag.equals(placeholder.tag())
              || placeholder.number() > values.inOrder.size()
          ? Optional.empty()
          : Optional.of(values.inOrder.get(placeholder.number() - 1));
    }
  }

  private static final class Values {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> inOrder = new ArrayList<>();
  }
}
