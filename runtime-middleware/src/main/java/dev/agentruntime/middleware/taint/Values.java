package dev.agentruntime.middleware.taint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.text.Names;
import dev.agentruntime.tool.ParameterRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a call's arguments, each with its place and its role. Stateless. */
final class Values {
  private static final String MAIL = "mailto:";

  private Values() {}

  /**
   * One value.
   *
   * @param pointer where it is; holds names that look like names, and nothing else the model wrote
   * @param role what it decides, or null for a value of a closed list
   * @param normal in normal form
   * @param number whether it is a JSON number
   * @param broken whether a control character stands inside; browsers read a URL as if it did not
   */
  record Value(
      String pointer, @Nullable ParameterRole role, String normal, boolean number, boolean broken) {

    static Value of(String pointer, @Nullable ParameterRole role, String text) {
      boolean broken = text.strip().chars().anyMatch(Character::isISOControl);
      return new Value(pointer, role, Normal.of(text), false, broken);
    }

    /** Whether all of it, not only what looks like a destination, has to be trusted. */
    boolean isWhole(boolean critical) {
      return switch (role) {
        case DESTINATION, CONTROL -> true;
        case IDENTIFIER -> critical;
        case FREE_TEXT -> false;
        case null -> critical;
      };
    }

    boolean isDestination() {
      return role == ParameterRole.DESTINATION;
    }

    /**
     * Whether trusted people said it: as it is, or each of its addresses.
     *
     * @param whole whether all of it has to be trusted, or only what looks like a destination
     */
    boolean isIn(TrustedText text, boolean whole) {
      if (!whole) {
        return number || text.hasAll(Shapes.in(normal));
      }
      if (number) {
        return text.hasNumber(normal) || text.has(normal);
      }
      if (broken && isDestination() && isUrl(normal, Shapes.in(normal))) {
        return false;
      }
      if (text.has(normal)) {
        return true;
      }
      return isDestination() && partsAreIn(text);
    }

    private boolean partsAreIn(TrustedText text) {
      for (String part : normal.split("[,;]", -1)) {
        if (!partIsIn(text, part.strip())) {
          return false;
        }
      }
      return true;
    }

    /** Only an address in angle brackets may have words around it, and only before it. */
    private static boolean partIsIn(TrustedText text, String part) {
      int open = part.indexOf('<');
      if (open < 0 || !part.endsWith(">")) {
        return addressIsIn(text, part);
      }
      String name = part.substring(0, open);
      return text.hasAll(Shapes.in(name))
          && !isBareUrl(name.strip())
          && addressIsIn(text, part.substring(open + 1, part.length() - 1).strip());
    }

    private static boolean addressIsIn(TrustedText text, String address) {
      if (text.has(address)) {
        return true;
      }
      List<Shapes.Shape> shapes = Shapes.in(address);
      if (isUrl(address, shapes)) {
        return address.indexOf(' ') < 0 && text.hasUrl(address) && text.hasAll(shapes);
      }
      String bare = address.startsWith(MAIL) ? address.substring(MAIL.length()) : address;
      return shapes.size() == 1
          && wordSigns(shapes.getFirst().text()) == wordSigns(bare)
          && text.hasAll(shapes);
    }

    private static boolean isUrl(String text, List<Shapes.Shape> shapes) {
      return shapes.stream().anyMatch(Shapes.Shape::url) || (shapes.isEmpty() && isBareUrl(text));
    }

    private static long wordSigns(String text) {
      return text.chars().filter(Character::isLetterOrDigit).count();
    }

    private static boolean isBareUrl(String part) {
      int slash = part.indexOf('/');
      int dot = part.indexOf('.');
      return dot > 0 && (slash < 0 || dot < slash) && part.indexOf(' ') < 0;
    }
  }

  /** All values of a call that could steer its effect. */
  static List<Value> of(ObjectNode arguments, Roles roles) {
    List<Value> values = new ArrayList<>();
    int position = 0;
    for (Map.Entry<String, JsonNode> one : arguments.properties()) {
      String name = one.getKey();
      position++;
      if (!roles.isParameter(name)) {
        values.add(name(name, position));
      }
      Place place = new Place(name, "/" + Names.segment(name, position), roles.of(name));
      collect(one.getValue(), place, roles, values);
    }
    return values;
  }

  /** A name may be data too, where the model chose it. */
  private static Value name(String name, int position) {
    return Value.of("/" + Names.segment(name, position), ParameterRole.FREE_TEXT, name);
  }

  private record Place(String parameter, String pointer, @Nullable ParameterRole role) {}

  private static void collect(JsonNode node, Place place, Roles roles, List<Value> values) {
    switch (node.getNodeType()) {
      case STRING -> values.add(Value.of(place.pointer, place.role, node.textValue()));
      case NUMBER -> values.add(number(node, place));
      case BOOLEAN -> {
        if (place.role != null) {
          values.add(Value.of(place.pointer, place.role, node.asText()));
        }
      }
      case ARRAY -> {
        for (int i = 0; i < node.size(); i++) {
          String pointer = place.pointer + "/" + i;
          collect(node.get(i), new Place(place.parameter, pointer, place.role), roles, values);
        }
      }
      case OBJECT -> collectProperties(node, place, roles, values);
      case NULL, MISSING, BINARY, POJO -> {}
    }
  }

  private static void collectProperties(
      JsonNode node, Place place, Roles roles, List<Value> values) {
    int position = 0;
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      String name = one.getKey();
      position++;
      String pointer = place.pointer + "/" + Names.segment(name, position);
      ParameterRole role = roles.within(place.role, place.parameter, name);
      // A name may be data too, where an object stands for a map.
      values.add(Value.of(pointer, ParameterRole.FREE_TEXT, name));
      collect(one.getValue(), new Place(place.parameter, pointer, role), roles, values);
    }
  }

  private static Value number(JsonNode node, Place place) {
    boolean finite = !node.isFloatingPointNumber() || Double.isFinite(node.doubleValue());
    String form = finite ? Numbers.form(node.decimalValue()) : null;
    String normal = form == null ? node.asText() : form;
    return new Value(place.pointer, place.role, normal, true, false);
  }
}
