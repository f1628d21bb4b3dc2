package dev.agentruntime.json;

import dev.agentruntime.json.Decoded.Reason;

/** The containers that are open, innermost last. Bounded; confined to one thread. */
final class Scopes {
  private final Kind[] open = new Kind[JsonDecoder.MAX_DEPTH];
  private int depth;
  private int objects;
  private int arrays;
  private int calls;

  void enter(Kind kind, int offset) throws Refusal {
    if (depth == open.length) {
      throw new Refusal(Reason.TOO_DEEP, offset);
    }
    open[depth++] = kind;
    count(kind, 1);
  }

  void leave() {
    count(open[--depth], -1);
  }

  /** Leaves everything: a reading was given up. */
  void clear() {
    while (depth > 0) {
      leave();
    }
  }

  private void count(Kind kind, int by) {
    switch (kind) {
      case OBJECT -> objects += by;
      case ARRAY -> arrays += by;
      case CALL -> calls += by;
    }
  }

  int depth() {
    return depth;
  }

  boolean inObject() {
    return objects > 0;
  }

  boolean inArray() {
    return arrays > 0;
  }

  boolean inCall() {
    return calls > 0;
  }

  /** Whether the container around the innermost one is an object. */
  boolean isOuterObject() {
    return depth > 1 && open[depth - 2] == Kind.OBJECT;
  }

  /** What a container is. */
  enum Kind {
    OBJECT,
    ARRAY,
    /** Parentheses: a tuple or the arguments of a call. */
    CALL
  }
}
