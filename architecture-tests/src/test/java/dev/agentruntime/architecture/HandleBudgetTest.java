package dev.agentruntime.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a middleware is handed and what it must write stay small, or the chain becomes a bag of
 * settings.
 */
final class HandleBudgetTest {
  private static final int MEMBERS = 7;

  @ParameterizedTest
  @ValueSource(
      strings = {"dev.agentruntime.chain.ToolHandler", "dev.agentruntime.chain.ModelHandler"})
  void aHandleHasAtMostSevenMembers(String handle) {
    int members = Modules.published().get(handle).getAllMethods().size();
    assertTrue(
        members <= MEMBERS,
        () -> "Handle over its budget: " + handle + " has " + members + " members");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dev.agentruntime.chain.ToolMiddleware", "dev.agentruntime.chain.ModelMiddleware"})
  void aMiddlewareIsOneMethod(String middleware) {
    List<String> toWrite =
        Modules.published().get(middleware).getAllMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(JavaMethod::getName)
            .toList();
    assertEquals(
        List.of("around"), toWrite, "Middleware with more than one method to write: " + middleware);
  }
}
