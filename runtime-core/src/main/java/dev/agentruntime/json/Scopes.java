package dev.agentruntime.json;

import dev.agentruntime.json.Decoded.Reason;

/** The containers that are open, innermost last. Bounded; confined to one thread. */
final class Scopes {
  /** One less than a value may have: several of them may become one array. */
  private final Kind[] open = new Kind[JsonDecoder.MAX_DEPTH - 1];

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
      case FENCE -> {}
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

  /** Whether the container around the innermost one is an array. */
  boolean isOuterArray() {
    return depth > 1 && open[depth - 2] == Kind.ARRAY;
  }

  /** What a container is. */
  enum Kind {
    OBJECT,
    ARRAY,
    /** Parentheses: a tuple or the arguments of a call. */
    CALL,
    /** A code fence inside the value. */
    FENCE
  }
}
