package dev.agentruntime.json.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.json.Decoded;
import java.util.List;
import java.util.Objects;

/** What became of a text that was read as the value a schema asks for. Immutable, but for trees. */
public sealed interface SchemaDecoded {

  /**
   * A value that fits.
   *
   * @param value the value
   * @param reading how it was found in the text; its own value is the one before the changes
   * @param changes what was changed so that it fits, in no particular order
   */
  record Fits(JsonNode value, Decoded reading, List<Coercion> changes) implements SchemaDecoded {

    /** Checks and copies the components. */
    public Fits {
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(reading, "reading");
      changes = List.copyOf(changes);
    }

    /**
     * Whether this is the text as it stands.
     *
     * @return true if neither the text nor its value was changed
     */
    public boolean isUnchanged() {
      return changes.isEmpty() && reading instanceof Decoded.Strict;
    }

    /** How it was found and counts: the value may hold secrets. */
    @Override
    public String toString() {
      return "Fits(" + reading + ", " + changes.size() + " changes)";
    }
  }

  /**
   * No value that fits.
   *
   * @param reading the likeliest reading of the text
   * @param violations what is wrong with it; empty if there is no value at all
   */
  record Misfit(Decoded reading, List<Violation> violations) implements SchemaDecoded {

    /** Checks and copies the components. */
    public Misfit {
      Objects.requireNonNull(reading, "reading");
      violations = List.copyOf(violations);
    }
  }
}
