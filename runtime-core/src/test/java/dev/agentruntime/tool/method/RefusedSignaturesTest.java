package dev.agentruntime.tool.method;

import static dev.agentruntime.tool.method.Calls.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Signatures that cannot be tools fail when they are bound, by class, method and parameter, and say
 * what to do.
 */
class RefusedSignaturesTest {

  @ParameterizedTest
  @MethodSource("refused")
  void signatureIsRefusedByName(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    assertEquals(
        "tool method " + type.getName() + "." + type.getAnnotation(Refused.class).value(),
        refusal(constructor.newInstance()));
  }

  static Stream<Class<?>> refused() {
    return Stream.of(RefusedParameters.class, RefusedMethods.class)
        .flatMap(cases -> Arrays.stream(cases.getDeclaredClasses()))
        .filter(type -> type.isAnnotationPresent(Refused.class));
  }

  @Test
  void noCaseIsLost() {
    assertEquals(34, refused().count());
  }

  @Test
  void classThatWasRefusedIsRefusedAgain() {
    RefusedMethods.BadToolName tools = new RefusedMethods.BadToolName();
    assertEquals(refusal(tools), refusal(tools));
  }
}
