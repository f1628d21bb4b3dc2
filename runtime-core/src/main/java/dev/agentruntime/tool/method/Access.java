package dev.agentruntime.tool.method;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Makes method handles of one shape out of methods and constructors, where the module system lets
 * it. Stateless.
 */
final class Access {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private Access() {}

  /**
   * A method as {@code (Object receiver, Object[] arguments)Object}; the receiver of a static
   * method is ignored.
   */
  static MethodHandle method(Method method, Site site) {
    boolean open = method.trySetAccessible();
    try {
      MethodHandle handle = LOOKUP.unreflect(method).asFixedArity();
      int count = method.getParameterCount();
      if (Modifier.isStatic(method.getModifiers())) {
        return MethodHandles.dropArguments(spread(handle, count), 0, Object.class);
      }
      return spread(handle, count);
    } catch (IllegalAccessException e) {
      throw closed(site, method.getDeclaringClass(), open, e);
    }
  }

  /** A constructor as {@code (Object[] arguments)Object}. */
  static MethodHandle constructor(Constructor<?> constructor, Site site) {
    boolean open = constructor.trySetAccessible();
    try {
      return spread(
          LOOKUP.unreflectConstructor(constructor).asFixedArity(), constructor.getParameterCount());
    } catch (IllegalAccessException e) {
      throw closed(site, constructor.getDeclaringClass(), open, e);
    }
  }

  private static MethodHandle spread(MethodHandle handle, int arguments) {
    MethodType generic = MethodType.genericMethodType(handle.type().parameterCount());
    return handle.asType(generic).asSpreader(Object[].class, arguments);
  }

  private static IllegalArgumentException closed(
      Site site, Class<?> owner, boolean open, IllegalAccessException e) {
    Module module = owner.getModule();
    String problem =
        "cannot be reached in " + owner.getName() + (open ? "" : ", whose module keeps it closed");
    String advice =
        "write 'opens "
            + owner.getPackageName()
            + ";' in the module-info of "
            + module.getName()
            + ", or make class and method public and export the package";
    return site.refuse(problem, advice, e);
  }
}
