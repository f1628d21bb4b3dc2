package dev.agentruntime.middleware.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.CanonicalJson;
import dev.agentruntime.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** In what arguments differ, and how the model is told that a person changed its own. Stateless. */
final class Edits {
  /** More changed places are counted, not told. */
  private static final int MOST_TOLD = 10;

  private Edits() {}

  /** The pointers of the values that differ; arrays count as one value. */
  static List<String> between(ObjectNode before, ObjectNode after) {
    List<String> pointers = new ArrayList<>();
    compare("", before, after, pointers);
    return pointers;
  }

  private static void compare(
      String pointer, JsonNode before, @Nullable JsonNode after, List<String> pointers) {
    if (before instanceof ObjectNode one && after instanceof ObjectNode other) {
      TreeSet<String> names = new TreeSet<>();
      one.fieldNames().forEachRemaining(names::add);
      other.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String place = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
        JsonNode was = one.get(name);
        if (was == null) {
          pointers.add(place);
        } else {
          compare(place, was, other.get(name), pointers);
        }
      }
    } else if (after == null || !CanonicalJson.same(before, after)) {
      pointers.add(pointer);
    }
  }

  /** The outcome, preceded by what was changed, where there is a text to precede. */
  static ToolOutcome noted(ToolOutcome outcome, List<String> pointers) {
    String note = note(pointers);
    return switch (outcome) {
      case ToolOutcome.Success(String text) -> new ToolOutcome.Success(note + text);
      case ToolOutcome.ToolError(String message) -> new ToolOutcome.ToolError(note + message);
      case ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ ->
          outcome;
    };
  }

  private static String note(List<String> pointers) {
    String told =
        String.join(", ", pointers.subList(0, Math.min(MOST_TOLD, pointers.size())))
            + (pointers.size() > MOST_TOLD ? " and more" : "");
    return "(Before this ran, a person changed your arguments at "
        + told
        + "; what follows is the result of the changed call.)\n";
  }
}
