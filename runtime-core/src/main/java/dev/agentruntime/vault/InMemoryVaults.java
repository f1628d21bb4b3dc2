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
 * Vaults in memory, for a bounded number of sessions and as many runs without one, counted apart:
 * runs push no session's vault out. Beyond the bound one is forgotten: of the tenants that have
 * more than an even share of it, the vault that was not used for longest. A tenant within its share
 * loses none to others.
 *
 * <p>Values outlive the run they were met in, since a suspended run may go on: a host that is done
 * with a run, or with a session, {@linkplain #erase erases} its vault, or the values stay until it
 * is pushed out. They end with the process, so placeholders of conversations that are kept
 * elsewhere mean nothing after it. Safe for use by many threads.
 */
public final class InMemoryVaults implements VaultStore {
  /** Vaults unless said otherwise: as many as sessions a runtime keeps state of. */
  public static final int DEFAULT_VAULTS = 10_000;

  /** Values per vault unless said otherwise: a conversation with more is an export of data. */
  public static final int DEFAULT_VALUES = 10_000;

  private final int maxVaults;
  private final int maxValues;
  private final Vaults ofSessions;
  private final Vaults ofRuns;

  private InMemoryVaults(int maxVaults, int maxValues) {
    this.maxVaults = maxVaults;
    this.maxValues = maxValues;
    this.ofSessions = new Vaults(maxVaults);
    this.ofRuns = new Vaults(maxVaults);
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
   * @param vaults how many sessions are remembered, and how many runs without one, at least 1
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
    return all(vault).made(vault).placeholder(type, value, maxValues);
  }

  @Override
  public Optional<String> value(VaultKey vault, Placeholder placeholder) {
    Vault known = all(vault).known(vault);
    return known == null ? Optional.empty() : known.value(placeholder);
  }

  @Override
  public Optional<String> tag(VaultKey vault) {
    Vault known = all(vault).known(vault);
    return known == null ? Optional.empty() : Optional.of(known.tag);
  }

  @Override
  public void erase(VaultKey vault) {
    all(vault).erase(vault);
  }

  @Override
  public void eraseTenant(Optional<String> tenant) {
    ofSessions.eraseTenant(tenant);
    ofRuns.eraseTenant(tenant);
  }

  private Vaults all(VaultKey vault) {
    return switch (Objects.requireNonNull(vault, "vault").owner()) {
      case SESSION -> ofSessions;
      case RUN -> ofRuns;
    };
  }

  /** How many there are, and nothing of what is in them. */
  @Override
  public String toString() {
    return "InMemoryVaults("
        + ofSessions.size()
        + " of sessions, "
        + ofRuns.size()
        + " of runs, of "
        + maxVaults
        + " each)";
  }

  /** The vaults of one kind of owner. Guarded by its own lock. */
  private static final class Vaults {
    private final int most;

    /** By last use. */
    private final Map<VaultKey, Vault> byKey = new LinkedHashMap<>(16, 0.75f, true);

    /** How many each tenant has. */
    private final Map<Optional<String>, Integer> counts = new HashMap<>();

    Vaults(int most) {
      this.most = most;
    }

    synchronized @Nullable Vault known(VaultKey key) {
      return byKey.get(key);
    }

    synchronized Vault made(VaultKey key) {
      Vault known = byKey.get(key);
      if (known == null) {
        known = new Vault();
        byKey.put(key, known);
        counts.merge(key.tenant(), 1, Integer::sum);
        if (byKey.size() > most) {
          erase(dispensable());
        }
      }
      return known;
    }

    /** There is one: if each tenant had its share at most, all had no more than the bound. */
    private VaultKey dispensable() {
      int share = most / counts.size();
      for (VaultKey key : byKey.keySet()) {
        if (counts.getOrDefault(key.tenant(), 0) > share) {
          return key;
        }
      }
      throw new IllegalStateException("more vaults than " + most + ", and no tenant with too many");
    }

    synchronized void erase(VaultKey key) {
      if (byKey.remove(key) != null) {
        int left = counts.getOrDefault(key.tenant(), 1) - 1;
        if (left == 0) {
          counts.remove(key.tenant());
        } else {
          counts.put(key.tenant(), left);
        }
      }
    }

    synchronized void eraseTenant(Optional<String> tenant) {
      if (counts.remove(tenant) != null) {
        byKey.keySet().removeIf(key -> key.tenant().equals(tenant));
      }
    }

    synchronized int size() {
      return byKey.size();
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
