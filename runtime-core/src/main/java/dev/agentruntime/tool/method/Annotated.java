package dev.agentruntime.tool.method;

import dev.agentruntime.tool.ParameterRole;
import dev.agentruntime.tool.Role;
import dev.langchain4j.agent.tool.P;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * Picks annotations out of an array: asking a parameter for one parses those of all its siblings
 * each time. Stateless.
 */
final class Annotated {
  private Annotated() {}

  static @Nullable P p(Annotation[] annotations) {
    for (Annotation annotation : annotations) {
      if (annotation instanceof P p) {
        return p;
      }
    }
    return null;
  }

  static @Nullable ParameterRole role(Annotation[] annotations) {
    for (Annotation annotation : annotations) {
      if (annotation instanceof Role role) {
        return role.value();
      }
    }
    return null;
  }

  static boolean has(Annotation[] annotations, Class<? extends Annotation> type) {
    for (Annotation annotation : annotations) {
      if (type.isInstance(annotation)) {
        return true;
      }
    }
    return false;
  }
}
