package dev.agentruntime.tool.method;

import dev.agentruntime.context.RunContext;
import dev.agentruntime.tool.ToolInvocation;
import dev.langchain4j.agent.tool.ToolMemoryId;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a method that the runtime supplies, and that the model neither sees nor sets.
 * Immutable once compiled.
 */
final class Supplied {
  private final @Nullable Kind[] kinds;
  private boolean any;

  Supplied(int parameters) {
    this.kinds = new @Nullable Kind[parameters];
  }

  /** Takes note of a parameter if it is one of these; used only while the method is compiled. */
  boolean take(int index, TypeRef type, Annotation[] annotations, Site site) {
    Kind kind = kind(type.raw(), annotations, site);
    kinds[index] = kind;
    any |= kind != null;
    return kind != null;
  }

  private static @Nullable Kind kind(Class<?> type, Annotation[] annotations, Site site) {
    if (Annotated.has(annotations, ToolMemoryId.class)) {
      if (!type.isAssignableFrom(String.class)) {
        throw site.refuse(
            "has @ToolMemoryId and the type " + type.getSimpleName(),
            "session ids are Strings here");
      }
      return Kind.MEMORY_ID;
    }
    if (type == RunContext.class) {
      return Kind.CONTEXT;
    }
    return type == ToolInvocation.class ? Kind.INVOCATION : null;
  }

  /** A new array for all the arguments of a call, with these in place. */
  @Nullable Object[] newArguments(ToolInvocation invocation) {
    return fill(new @Nullable Object[kinds.length], invocation);
  }

  /** Puts these into an array of all arguments. */
  @Nullable Object[] fill(@Nullable Object[] arguments, ToolInvocation invocation) {
    if (any) {
      for (int i = 0; i < kinds.length; i++) {
        Kind kind = kinds[i];
        if (kind != null) {
          arguments[i] = kind.of(invocation);
        }
      }
    }
    return arguments;
  }

  @Override
  public String toString() {
    return Arrays.toString(kinds);
  }

  private enum Kind {
    CONTEXT,
    INVOCATION,
    MEMORY_ID;

    Object of(ToolInvocation invocation) {
      return switch (this) {
        case CONTEXT -> invocation.context();
        case INVOCATION -> invocation;
        // A run outside any session shares its memory with no other: its own id is the honest
        // answer, and never null.
        case MEMORY_ID ->
            invocation.context().sessionId().orElseGet(() -> invocation.context().runId());
      };
    }
  }
}
