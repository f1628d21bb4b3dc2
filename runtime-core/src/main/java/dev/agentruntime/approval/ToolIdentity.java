package dev.agentruntime.approval;

import dev.agentruntime.json.ArgumentsDigest;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import java.util.Locale;
import java.util.Objects;

/**
 * The tool that is asked about, and what it takes: an approval of one form of a tool is none of
 * another. Immutable.
 *
 * @param name the tool's name
 * @param schemaHash a digest of its description and parameters
 * @param effect what running it means, as far as it declares that
 */
public record ToolIdentity(String name, String schemaHash, Effect effect) {
  /** What running a tool means. */
  public enum Effect {
    /** Nothing changes. */
    READS,
    /** Something changes, and the tool does not say whether that can be undone. */
    CHANGES,
    /** What changes cannot be undone. */
    CANNOT_BE_UNDONE;

    static Effect of(ToolTraits traits) {
      if (traits.has(ToolTrait.DESTRUCTIVE)) {
        return CANNOT_BE_UNDONE;
      }
      return traits.has(ToolTrait.READ_ONLY) ? READS : CHANGES;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Checks the components. */
  public ToolIdentity {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(schemaHash, "schemaHash");
    Objects.requireNonNull(effect, "effect");
  }

  /**
   * The identity of a tool.
   *
   * @param tool the tool
   * @return its name, form and effect
   */
  public static ToolIdentity of(ToolDescriptor tool) {
    String hash =
        ArgumentsDigest.of("tool-schema")
            .field(tool.name())
            .field(tool.specification().description())
            .field(String.valueOf(tool.specification().parameters()))
            .hex();
    return new ToolIdentity(tool.name(), hash, Effect.of(tool.traits()));
  }
}
