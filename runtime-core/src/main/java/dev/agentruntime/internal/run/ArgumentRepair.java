package dev.agentruntime.internal.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.Change;
import dev.agentruntime.json.Decoded;
import dev.agentruntime.json.JsonDecoder;
import dev.agentruntime.json.Shape;
import dev.agentruntime.tool.ArgumentChange;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import java.util.List;
import java.util.Locale;

/**
 * What becomes of arguments that are not JSON: mended if that takes no more than another way of
 * writing them or the likeliest reading, and refused if a part of them is missing, lost or there
 * twice. Immutable.
 */
sealed interface ArgumentRepair {

  /** Listing all of a wreck's faults does not help to write it anew. */
  int MAX_TOLD = 5;

  /**
   * They were mended; every change is listed.
   *
   * @param arguments an object and what was changed to get it
   */
  record Repaired(ToolArguments arguments) implements ArgumentRepair {}

  /**
   * They were not, or must not be for this tool.
   *
   * @param problem why, in words the model can act on
   */
  record Refused(String problem) implements ArgumentRepair {}

  /**
   * Mends arguments for a tool.
   *
   * @param malformed arguments that are not one JSON object
   * @param traits what the tool promises
   */
  static ArgumentRepair of(ToolArguments malformed, ToolTraits traits) {
    Decoded decoded = JsonDecoder.tolerant().expecting(Shape.OBJECT).decode(malformed.text());
    return switch (decoded) {
      case Decoded.Refused refused ->
          new Refused("arguments must be one JSON object, but the text " + refused.explanation());
      case Decoded.Strict(var node) -> repaired((ObjectNode) node, List.of());
      case Decoded.Repaired(var node, var changes, var rung) -> {
        List<ArgumentChange> doubtful =
            changes.stream().filter(change -> !isFine(change)).map(ArgumentRepair::told).toList();
        if (!doubtful.isEmpty()) {
          yield new Refused(
              "arguments must be one JSON object, but what is missing from the text, or twice in"
                  + " it, can only be guessed: "
                  + ArgumentChange.list(doubtful, MAX_TOLD));
        }
        if (rung == Decoded.Rung.LIBRARY && !traits.has(ToolTrait.READ_ONLY)) {
          yield new Refused(
              "arguments must be one JSON object, but the text is too damaged to be mended for a"
                  + " tool that has an effect");
        }
        yield repaired((ObjectNode) node, changes.stream().map(ArgumentRepair::told).toList());
      }
    };
  }

  private static ArgumentRepair repaired(ObjectNode object, List<ArgumentChange> changes) {
    return new Repaired(ToolArguments.of(object).withChanges(changes));
  }

  /**
   * Whether a change leaves the values what they were. A container that is open at the end of a
   * complete turn is a slip of a weak model, and its values are all there; a string or number that
   * is open is not.
   */
  private static boolean isFine(Change change) {
    return switch (change.kind().effect()) {
      case NOTATION -> change.kind() != Change.Kind.DUPLICATE;
      case GUESS -> true;
      case CUT -> change.kind() == Change.Kind.CONTAINER_CUT;
      case LOSS -> false;
    };
  }

  private static ArgumentChange told(Change change) {
    return new ArgumentChange(
        change.kind().name().toLowerCase(Locale.ROOT), "character " + change.offset());
  }
}
