package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** When two JSON values are the same: numbers by value, members in any order. Stateless. */
final class JsonEquality {
  private JsonEquality() {}

  static boolean same(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return sameNumber(one, other);
    }
    if (one.size() != other.size() || one.getNodeType() != other.getNodeType()) {
      return false;
    }
    if (one.isArray()) {
      for (int i = 0; i < one.size(); i++) {
        if (!same(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (one.isObject()) {
      for (Map.Entry<String, JsonNode> member : one.properties()) {
        JsonNode twin = other.get(member.getKey());
        if (twin == null || !same(member.getValue(), twin)) {
          return false;
        }
      }
      return true;
    }
    return one.equals(other);
  }

  private static boolean sameNumber(JsonNode one, JsonNode other) {
    if (one.isFloatingPointNumber() && Double.isInfinite(one.doubleValue())) {
      return one.equals(other);
    }
    return one.decimalValue().compareTo(other.decimalValue()) == 0;
  }
}
