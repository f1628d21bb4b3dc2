package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is declared of the tools of a corpus. Immutable. */
final class ToolRoles {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> OURS = List.of("roles/agentdojo.json", "roles/injecagent.json");

  private final Map<String, ToolRole> byName;

  private ToolRoles(Map<String, ToolRole> byName) {
    this.byName = Map.copyOf(byName);
  }

  /** The declarations in {@code roles.json} beside a file, or else those kept here. */
  static ToolRoles beside(String file) {
    try {
      Map<String, ToolRole> byName = new HashMap<>();
      Path own = Path.of(file).resolveSibling("roles.json");
      if (Files.isRegularFile(own)) {
        add(JSON.readTree(own.toFile()), byName);
        return new ToolRoles(byName);
      }
      for (String name : OURS) {
        try (InputStream stream = ToolRoles.class.getResourceAsStream(name)) {
          add(JSON.readTree(stream), byName);
        }
      }
      return new ToolRoles(byName);
    } catch (IOException e) {
      throw new UncheckedIOException("the roles for " + file + " cannot be read", e);
    }
  }

  private static void add(JsonNode tools, Map<String, ToolRole> byName) {
    for (JsonNode tool : tools) {
      ToolRole role = ToolRole.of(tool);
      byName.put(role.name(), role);
    }
  }

  /** Whether a tool changes anything; one nobody has declared does, unless it is one of ours. */
  boolean isEffectful(String tool) {
    ToolRole role = byName.get(tool);
    return role == null ? !InjectionVariant.OURS.contains(tool) : role.effectful();
  }

  List<ToolRole> all() {
    List<ToolRole> all = new ArrayList<>(byName.values());
    all.sort((one, other) -> one.name().compareTo(other.name()));
    return all;
  }

  /** The same, with less asked for: see {@link ToolRole#lenient}. */
  ToolRoles lenient() {
    Map<String, ToolRole> copy = new HashMap<>();
    byName.forEach((name, role) -> copy.put(name, role.lenient()));
    return new ToolRoles(copy);
  }

  ToolRoles with(ToolRole changed) {
    Map<String, ToolRole> copy = new HashMap<>(byName);
    copy.put(changed.name(), changed);
    return new ToolRoles(copy);
  }
}
