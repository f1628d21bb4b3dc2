package dev.agentruntime.middleware.cache;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.CanonicalJson;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results by the whole of what was asked, bounded in number, size and age. Reads no clock. Safe for
 * use by many threads.
 */
final class KnownResults {
  /**
   * Who asked which tool for what. Equal only if everything is; the fingerprint finds the place, no
   * more. A tool that was given another schema or description is another tool.
   *
   * @param principal who asked; empty where the session is all there is
   * @param tool which tool
   * @param arguments for what; must not be changed any more
   * @param fingerprint of the arguments
   */
  record Key(String principal, ToolSpecification tool, JsonNode arguments, int fingerprint) {
    static Key of(String principal, ToolSpecification tool, JsonNode arguments) {
      return new Key(principal, tool, arguments, CanonicalJson.fingerprint(arguments));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && that.fingerprint == fingerprint
          && that.principal.equals(principal)
          && that.tool.equals(tool)
          && CanonicalJson.same(that.arguments, arguments);
    }

    @Override
    public int hashCode() {
      return 31 * fingerprint + principal.hashCode();
    }

    /** Not what was asked: it may hold secrets. */
    @Override
    public String toString() {
      return "Key(" + tool.name() + ")";
    }
  }

  /**
   * A result.
   *
   * @param outcome what the tool answered
   * @param untilNanos when it is too old
   * @param writes how many writes had been seen when the tool was asked; any more make it stale
   * @param characters how long question and answer are
   */
  record Known(ToolOutcome.Success outcome, long untilNanos, long writes, long characters) {}

  private final int maxEntries;
  private final long maxCharacters;

  // Guarded by this. The one unused for longest first.
  private final Map<Key, Known> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  KnownResults(int maxEntries, long maxCharacters) {
    this.maxEntries = maxEntries;
    this.maxCharacters = maxCharacters;
  }

  synchronized ToolOutcome.@Nullable Success get(Key key, long writes, long nowNanos) {
    Known known = entries.get(key);
    if (known == null) {
      return null;
    }
    if (known.writes != writes || known.untilNanos - nowNanos <= 0) {
      entries.remove(key);
      characters -= known.characters();
      return null;
    }
    return known.outcome;
  }

  /**
   * Makes room by dropping those unused for longest; what is too large for all of it is not kept.
   */
  synchronized void put(Key key, Known known) {
    if (known.characters() > maxCharacters) {
      return;
    }
    Known before = entries.put(key, known);
    characters += known.characters() - (before == null ? 0 : before.characters());
    Iterator<Known> oldest = entries.values().iterator();
    while (entries.size() > maxEntries || characters > maxCharacters) {
      characters -= oldest.next().characters();
      oldest.remove();
    }
  }

  synchronized int size() {
    return entries.size();
  }
}
