package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.json.schema.Violation.Code;
import dev.agentruntime.text.Names;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the properties of an object into an array of arguments: all that are declared, and no
 * others. Immutable.
 *
 * <p>Unknown properties are refused rather than dropped, since a property the model misspelt is one
 * it meant to set.
 */
final class Properties {
  private final Member[] members;
  private final @Nullable String alsoKnown;

  /**
   * Makes a reader.
   *
   * @param members the properties
   * @param alsoKnown a property that is read by somebody else, or null
   */
  Properties(List<Member> members, @Nullable String alsoKnown) {
    this.members = members.toArray(Member[]::new);
    this.alsoKnown = alsoKnown;
  }

  boolean none() {
    return members.length == 0;
  }

  /**
   * Reads an object.
   *
   * @param object a JSON object
   * @param arguments where the values go, by their index
   * @return what is wrong, or null
   */
  @Nullable Invalid read(ObjectNode object, @Nullable Object[] arguments) {
    int known = alsoKnown != null && object.has(alsoKnown) ? 1 : 0;
    Invalid invalid = null;
    for (Member member : members) {
      JsonNode node = object.get(member.name());
      Object value;
      if (node == null) {
        value = member.absent();
      } else {
        known++;
        value = member.read(node);
      }
      if (value instanceof Invalid bad) {
        invalid = Invalid.join(invalid, bad);
      } else {
        arguments[member.index()] = value;
      }
    }
    if (known == object.size()) {
      return invalid;
    }
    // First, since a misspelt name often explains a missing one.
    Invalid unknown = unknown(object);
    return invalid == null ? unknown : Invalid.join(unknown, invalid);
  }

  private Invalid unknown(ObjectNode object) {
    List<String> known = new ArrayList<>();
    for (Member member : members) {
      known.add(member.name());
    }
    Invalid invalid = null;
    int position = 0;
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      position++;
      if (!known.contains(name) && !name.equals(alsoKnown)) {
        invalid = Invalid.join(invalid, unknown(name, position, known));
        if (invalid.full()) {
          break;
        }
      }
    }
    return invalid == null ? Invalid.because(Code.UNEXPECTED, "have unknown properties") : invalid;
  }

  private static Invalid unknown(String name, int position, List<String> known) {
    if (known.isEmpty()) {
      return Invalid.because(Code.UNEXPECTED, "is not expected; nothing is")
          .under(Names.segment(name, position));
    }
    List<String> near = Names.near(name, known);
    String hint =
        near.isEmpty()
            ? "there are only " + String.join(", ", known.subList(0, Math.min(known.size(), 20)))
            : "did you mean " + String.join(" or ", near) + "?";
    return Invalid.because(Code.UNEXPECTED, "is not expected; " + hint)
        .under(Names.segment(name, position));
  }
}
