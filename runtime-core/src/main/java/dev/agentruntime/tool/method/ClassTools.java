package dev.agentruntime.tool.method;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tool methods of one class, compiled once. Immutable. */
final class ClassTools {
  /**
   * Entries live and die with the class they belong to, and with its loader. A class that is
   * refused is compiled again.
   */
  private static final ClassValue<ClassTools> COMPILED =
      new ClassValue<>() {
        @Override
        protected ClassTools computeValue(Class<?> type) {
          return compile(type);
        }
      };

  private final List<CompiledMethod> methods;

  private ClassTools(List<CompiledMethod> methods) {
    this.methods = methods;
  }

  static ClassTools of(Class<?> type) {
    return COMPILED.get(type);
  }

  /**
   * The methods in the order of their tool names: the JVM gives them in none, and prompts should
   * not change between runs.
   */
  List<CompiledMethod> methods() {
    return methods;
  }

  static ClassTools compile(Class<?> type) {
    MethodFinder finder = new MethodFinder(type);
    SortedMap<String, CompiledMethod> methods = new TreeMap<>();
    for (Method method : finder.tools()) {
      add(MethodCompiler.compile(method, finder), methods);
    }
    return new ClassTools(List.copyOf(methods.values()));
  }

  /** Adds a method under the name of its tool, which must be free. */
  static void add(CompiledMethod method, Map<String, CompiledMethod> names) {
    String name = method.specification().name();
    CompiledMethod namesake = names.put(name, method);
    if (namesake != null) {
      throw new IllegalArgumentException(
          "two tools are called '"
              + name
              + "': "
              + namesake
              + " and "
              + method
              + "; give one of them another name with @Tool(name = ...)");
    }
  }
}
