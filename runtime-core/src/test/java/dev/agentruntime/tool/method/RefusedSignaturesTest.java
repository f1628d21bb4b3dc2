package dev.agentruntime.tool.method;

import static dev.agentruntime.tool.method.Calls.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
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
    assertEquals(35, refused().count());
  }

  @Test
  void reactiveResultIsRefusedByNameSinceItsLibraryNeedNotBeThere() throws Exception {
    Method method = publisher().getMethod("self");
    String message =
        Calls.message(
            assertThrows(
                IllegalArgumentException.class, () -> Results.check(method, Site.of(method))));
    assertEquals(
        "tool method org.reactivestreams.Publisher.self() returns a Publisher;"
            + " return the value itself: tools run on virtual threads and may block",
        message);
  }

  /** An interface of that name with a method that returns it. */
  private static Class<?> publisher() throws ClassNotFoundException {
    ClassDesc name = ClassDesc.of("org.reactivestreams.Publisher");
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT;
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                type ->
                    type.withFlags(flags | ClassFile.ACC_INTERFACE)
                        .withMethod("self", MethodTypeDesc.of(name), flags, _ -> {}));
    ClassLoader loader =
        new ClassLoader() {
          @Override
          protected Class<?> findClass(String wanted) {
            return defineClass(wanted, bytes, 0, bytes.length);
          }
        };
    return loader.loadClass("org.reactivestreams.Publisher");
  }

  @Test
  void classThatWasRefusedIsRefusedAgain() {
    RefusedMethods.BadToolName tools = new RefusedMethods.BadToolName();
    assertEquals(refusal(tools), refusal(tools));
  }
}
