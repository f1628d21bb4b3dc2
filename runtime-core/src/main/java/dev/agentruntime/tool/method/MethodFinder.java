package dev.agentruntime.tool.method;

import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.Tool;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tool methods of a class: its own and all it inherits, from classes and interfaces.
 * Where a method is declared more than once, the declaration nearest to the class that has
 * {@code @Tool} says what the tool is like; what runs is the override. So proxies and subclasses of
 * classes with tools have the same tools. Confined to the thread compiling the class.
 */
final class MethodFinder {
  private final List<Class<?>> types;
  private final Map<Type, TypeRef> variables;

  MethodFinder(Class<?> type) {
    this.variables = TypeRef.variablesOf(TypeRef.of(type));
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      all.add(c);
    }
    for (Class<?> c : List.copyOf(all)) {
      addInterfaces(c, all);
    }
    this.types = List.copyOf(all);
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> all) {
    for (Class<?> implemented : type.getInterfaces()) {
      all.add(implemented);
      addInterfaces(implemented, all);
    }
  }

  /** What the type variables of the class and its supertypes stand for. */
  Map<Type, TypeRef> variables() {
    return variables;
  }

  /** The declarations with {@code @Tool}, one for each method. */
  List<Method> tools() {
    List<Method> tools = new ArrayList<>();
    for (Class<?> type : types) {
      for (Method method : type.getDeclaredMethods()) {
        if (!method.isSynthetic()
            && method.isAnnotationPresent(Tool.class)
            && !inheritedStatic(method)) {
          addUnlessOverridden(method, tools);
        }
      }
    }
    return tools;
  }

  private void addUnlessOverridden(Method method, List<Method> tools) {
    for (Method known : tools) {
      if (overrides(known, method)) {
        return;
      }
    }
    tools.add(method);
  }

  /** Static methods of interfaces are not inherited. */
  private boolean inheritedStatic(Method method) {
    return Modifier.isStatic(method.getModifiers())
        && method.getDeclaringClass().isInterface()
        && method.getDeclaringClass() != types.getFirst();
  }

  /**
   * The traits declared for a method: on it or on the nearest of its overrides, else on the nearest
   * class, from the object's own to the one that declares the method.
   */
  @Nullable Traits traits(Method tool) {
    for (Class<?> type : types) {
      for (Method method :
          type == tool.getDeclaringClass() ? new Method[] {tool} : type.getDeclaredMethods()) {
        Traits traits = method.getAnnotation(Traits.class);
        if (traits != null && (method.equals(tool) || overrides(method, tool))) {
          return traits;
        }
      }
      if (type == tool.getDeclaringClass()) {
        break;
      }
    }
    for (Class<?> type : types) {
      Traits traits = type.getAnnotation(Traits.class);
      if (traits != null && tool.getDeclaringClass().isAssignableFrom(type)) {
        return traits;
      }
    }
    return null;
  }

  private boolean overrides(Method nearer, Method farther) {
    if (!nearer.getName().equals(farther.getName())
        || nearer.getParameterCount() != farther.getParameterCount()
        || nearer.isSynthetic()
        || hides(nearer)
        || hides(farther)) {
      return false;
    }
    Type[] nearerTypes = nearer.getGenericParameterTypes();
    Type[] fartherTypes = farther.getGenericParameterTypes();
    for (int i = 0; i < nearerTypes.length; i++) {
      if (TypeRef.of(nearerTypes[i], variables).raw()
          != TypeRef.of(fartherTypes[i], variables).raw()) {
        return false;
      }
    }
    return true;
  }

  private static boolean hides(Method method) {
    return (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) != 0;
  }
}
