package dev.agentruntime.tool.method;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Java type without variables or wildcards: each is replaced by what it stands for, or else by
 * its bound. Immutable.
 *
 * @param raw the class
 * @param arguments its type arguments; empty for a raw type. Those of an array are its component
 *     type
 */
record TypeRef(Class<?> raw, List<TypeRef> arguments) {

  static TypeRef of(Class<?> raw) {
    return raw.isArray() ? arrayOf(of(raw.getComponentType())) : new TypeRef(raw, List.of());
  }

  private static TypeRef arrayOf(TypeRef component) {
    return new TypeRef(component.raw.arrayType(), List.of(component));
  }

  /** Resolves a type as seen where the variables stand for the given types. */
  static TypeRef of(Type type, Map<Type, TypeRef> variables) {
    if (type instanceof Class<?> c) {
      return of(c);
    }
    if (type instanceof ParameterizedType p) {
      List<TypeRef> arguments = new ArrayList<>();
      for (Type argument : p.getActualTypeArguments()) {
        arguments.add(of(argument, variables));
      }
      return new TypeRef((Class<?>) p.getRawType(), List.copyOf(arguments));
    }
    if (type instanceof GenericArrayType a) {
      return arrayOf(of(a.getGenericComponentType(), variables));
    }
    if (type instanceof WildcardType w) {
      return of(w.getUpperBounds()[0], variables);
    }
    TypeRef known = variables.get(type);
    return known != null ? known : of(erasure(type));
  }

  /** Class for class, so that a bound that names its own variable ends. */
  private static Class<?> erasure(Type type) {
    if (type instanceof Class<?> c) {
      return c;
    }
    if (type instanceof ParameterizedType p) {
      return (Class<?>) p.getRawType();
    }
    return type instanceof TypeVariable<?> v ? erasure(v.getBounds()[0]) : Object.class;
  }

  /** What the variables of a class and of everything it inherits from stand for. */
  static Map<Type, TypeRef> variablesOf(TypeRef type) {
    Map<Type, TypeRef> variables = new HashMap<>();
    collect(type, variables);
    return variables;
  }

  private static void collect(TypeRef type, Map<Type, TypeRef> variables) {
    if (!type.arguments.isEmpty() && !type.raw.isArray()) {
      TypeVariable<?>[] parameters = type.raw.getTypeParameters();
      for (int i = 0; i < parameters.length; i++) {
        variables.put(parameters[i], type.arguments.get(i));
      }
    }
    Type superclass = type.raw.getGenericSuperclass();
    if (superclass != null && superclass != Object.class) {
      collect(of(superclass, variables), variables);
    }
    for (Type implemented : type.raw.getGenericInterfaces()) {
      collect(of(implemented, variables), variables);
    }
  }

  /** As it is written in source, with simple names. */
  @Override
  public String toString() {
    if (raw.isArray()) {
      return arguments.getFirst() + "[]";
    }
    StringBuilder text = new StringBuilder(raw.getSimpleName());
    for (int i = 0; i < arguments.size(); i++) {
      text.append(i == 0 ? "<" : ", ").append(arguments.get(i));
    }
    return arguments.isEmpty() ? text.toString() : text.append('>').toString();
  }
}
