package dev.agentruntime.architecture;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Writes types as one would in source, with their type-use annotations; the JDK's own by simple
 * name.
 */
final class TypeNames {
  private TypeNames() {}

  static String of(AnnotatedType... types) {
    return Arrays.stream(types).map(TypeNames::of).collect(Collectors.joining(", "));
  }

  static String of(AnnotatedType type) {
    return switch (type) {
      case AnnotatedArrayType array ->
          of(array.getAnnotatedGenericComponentType()) + spaced(annotations(array)) + "[]";
      case AnnotatedParameterizedType generic ->
          annotations(generic)
              + name(((ParameterizedType) generic.getType()).getRawType())
              + "<"
              + of(generic.getAnnotatedActualTypeArguments())
              + ">";
      case AnnotatedWildcardType wildcard -> annotations(wildcard) + wildcard(wildcard);
      default -> annotations(type) + name(type.getType());
    };
  }

  /** A type's or method's own parameters in angle brackets, or nothing. */
  static String parameters(TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(TypeNames::parameter)
            .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String parameter(TypeVariable<?> variable) {
    String bounds =
        Arrays.stream(variable.getAnnotatedBounds())
            .map(TypeNames::of)
            .filter(bound -> !bound.equals("Object"))
            .collect(Collectors.joining(" & "));
    return variable.getName() + (bounds.isEmpty() ? "" : " extends " + bounds);
  }

  private static String wildcard(AnnotatedWildcardType wildcard) {
    if (wildcard.getAnnotatedLowerBounds().length > 0) {
      return "? super " + of(wildcard.getAnnotatedLowerBounds());
    }
    String upper = of(wildcard.getAnnotatedUpperBounds());
    return upper.isEmpty() || upper.equals("Object") ? "?" : "? extends " + upper;
  }

  private static String name(Type type) {
    String name = type.getTypeName().replace('$', '.');
    return name.startsWith("java.") && type instanceof Class<?> known ? simple(known) : name;
  }

  private static String simple(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer == null ? type.getSimpleName() : simple(outer) + "." + type.getSimpleName();
  }

  private static String annotations(AnnotatedType type) {
    return Arrays.stream(type.getAnnotations())
        .map(Annotation::annotationType)
        .map(kind -> "@" + kind.getSimpleName() + " ")
        .collect(Collectors.joining());
  }

  private static String spaced(String annotations) {
    return annotations.isEmpty() ? "" : " " + annotations;
  }
}
