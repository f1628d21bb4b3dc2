package dev.agentruntime.architecture;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes down what users of a module can see: its public and protected types and members, with
 * their nullness. The order is that of names, so the listing changes only where the API does.
 */
final class ApiListing {
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  private ApiListing() {}

  /** One entry for each visible type, by its name; the type's own line first, then its members. */
  static Map<String, List<String>> of(Collection<String> classNames) {
    Map<String, List<String>> listing = new TreeMap<>();
    for (String name : classNames) {
      Class<?> type = load(name);
      if (isVisible(type)) {
        listing.put(name.replace('$', '.'), describe(type));
      }
    }
    return listing;
  }

  private static List<String> describe(Class<?> type) {
    List<String> lines = new ArrayList<>();
    lines.add(header(type));
    if (type.isEnum()) {
      Arrays.stream(type.getFields())
          .filter(Field::isEnumConstant)
          .forEach(constant -> lines.add("  " + constant.getName()));
    }
    Set<String> members = new TreeSet<>();
    fields(type).forEach(members::add);
    constructors(type).forEach(members::add);
    methods(type).forEach(members::add);
    members.forEach(member -> lines.add("  " + member));
    return lines;
  }

  private static String header(Class<?> type) {
    StringBuilder line = new StringBuilder(deprecation(type));
    line.append(modifiers(type.getModifiers() & ~Modifier.INTERFACE & ~implied(type)));
    line.append(type.isSealed() ? "sealed " : "").append(kind(type)).append(' ');
    line.append(type.getName().replace('$', '.'))
        .append(TypeNames.parameters(type.getTypeParameters()));
    if (type.isRecord()) {
      line.append(
          Arrays.stream(type.getRecordComponents())
              .map(part -> TypeNames.of(part.getAnnotatedType()) + " " + part.getName())
              .collect(Collectors.joining(", ", "(", ")")));
    }
    AnnotatedType parent = type.getAnnotatedSuperclass();
    if (parent != null
        && type.getSuperclass() != Object.class
        && !type.isEnum()
        && !type.isRecord()) {
      line.append(" extends ").append(TypeNames.of(parent));
    }
    if (type.getAnnotatedInterfaces().length > 0 && !type.isAnnotation()) {
      line.append(type.isInterface() ? " extends " : " implements ");
      line.append(TypeNames.of(type.getAnnotatedInterfaces()));
    }
    if (type.isSealed()) {
      line.append(
          Arrays.stream(type.getPermittedSubclasses())
              .map(
                  permitted ->
                      isVisible(permitted) ? permitted.getName().replace('$', '.') : "hidden types")
              .distinct()
              .collect(Collectors.joining(", ", " permits ", "")));
    }
    return line.toString();
  }

  private static Stream<String> fields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(
            field ->
                isOpen(field.getModifiers()) && !field.isEnumConstant() && !field.isSynthetic())
        .map(
            field ->
                deprecation(field)
                    + modifiers(field.getModifiers())
                    + TypeNames.of(field.getAnnotatedType())
                    + " "
                    + field.getName());
  }

  private static Stream<String> constructors(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(
            maker ->
                isOpen(maker.getModifiers()) && !maker.isSynthetic() && !isCanonical(type, maker))
        .map(
            maker ->
                deprecation(maker)
                    + modifiers(maker.getModifiers())
                    + type.getSimpleName()
                    + rest(maker));
  }

  private static Stream<String> methods(Class<?> type) {
    return visibleMethods(type)
        .filter(method -> !method.isSynthetic() && !isImplied(type, method))
        .map(
            method ->
                deprecation(method)
                    + modifiers(
                        method.getModifiers() & ~(type.isInterface() ? Modifier.ABSTRACT : 0))
                    + (method.isDefault() ? "default " : "")
                    + generics(method)
                    + TypeNames.of(method.getAnnotatedReturnType())
                    + " "
                    + method.getName()
                    + rest(method)
                    + (method.getDefaultValue() == null ? "" : " default " + value(method)));
  }

  /** What a hidden superclass declares is seen through the type that extends it. */
  private static Stream<Method> visibleMethods(Class<?> type) {
    Stream<Method> own =
        Arrays.stream(type.getDeclaredMethods()).filter(method -> isOpen(method.getModifiers()));
    Class<?> parent = type.getSuperclass();
    boolean hidden =
        parent != null && !isVisible(parent) && parent.getName().startsWith("dev.agentruntime");
    return hidden ? Stream.concat(own, visibleMethods(parent)) : own;
  }

  private static String rest(Executable executable) {
    String parameters =
        Arrays.stream(executable.getParameters())
            .map(ApiListing::parameter)
            .collect(Collectors.joining(", ", "(", ")"));
    AnnotatedType[] thrown = executable.getAnnotatedExceptionTypes();
    return parameters + (thrown.length == 0 ? "" : " throws " + TypeNames.of(thrown));
  }

  private static String parameter(Parameter parameter) {
    return TypeNames.of(parameter.getAnnotatedType()) + " " + parameter.getName();
  }

  private static String generics(Method method) {
    String parameters = TypeNames.parameters(method.getTypeParameters());
    return parameters.isEmpty() ? "" : parameters + " ";
  }

  private static String value(Method method) {
    Object value = method.getDefaultValue();
    return value instanceof Object[] many ? Arrays.toString(many) : String.valueOf(value);
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "@interface";
    }
    if (type.isInterface()) {
      return "interface";
    }
    if (type.isEnum()) {
      return "enum";
    }
    return type.isRecord() ? "record" : "class";
  }

  /** Modifiers that the kind of type says already. */
  private static int implied(Class<?> type) {
    int implied = type.isInterface() ? Modifier.ABSTRACT | Modifier.STATIC : 0;
    return type.isRecord() || type.isEnum() ? implied | Modifier.FINAL | Modifier.STATIC : implied;
  }

  private static String modifiers(int modifiers) {
    int shown =
        modifiers & (Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT);
    String text = Modifier.toString(shown);
    return text.isEmpty() ? "" : text + " ";
  }

  private static String deprecation(AnnotatedElement element) {
    return element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
  }

  private static boolean isCanonical(Class<?> type, Constructor<?> maker) {
    return type.isRecord()
        && Arrays.equals(
            maker.getParameterTypes(),
            Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray());
  }

  /** What every object, enum or record has anyway. */
  private static boolean isImplied(Class<?> type, Method method) {
    boolean ofObject = OF_EVERY_OBJECT.contains(method.getName());
    boolean ofEnum = type.isEnum() && Set.of("values", "valueOf").contains(method.getName());
    boolean accessor =
        type.isRecord()
            && method.getParameterCount() == 0
            && Arrays.stream(type.getRecordComponents())
                .anyMatch(part -> part.getName().equals(method.getName()));
    return ofObject || ofEnum || accessor;
  }

  private static boolean isVisible(Class<?> type) {
    boolean internal = (type.getPackageName() + ".").contains(".internal.");
    Class<?> outer = type.getEnclosingClass();
    return !internal
        && isOpen(type.getModifiers())
        && !type.isAnonymousClass()
        && !type.isLocalClass()
        && (outer == null || isVisible(outer));
  }

  private static boolean isOpen(int modifiers) {
    return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ApiListing.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          name + " is in the module's classes but not on the class path", e);
    }
  }
}
