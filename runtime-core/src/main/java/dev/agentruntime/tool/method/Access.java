package dev.agentruntime.tool.method;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Gets hold of methods and constructors that need not be public, where the module system lets it.
 * Stateless.
 */
final class Access {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private Access() {}

  static Invoker method(Method method, Site site) {
    open(method);
    try {
      return new Invoker(LOOKUP.unreflect(method), !Modifier.isStatic(method.getModifiers()));
    } catch (IllegalAccessException e) {
      throw closed(site, method.getDeclaringClass(), e);
    }
  }

  static Invoker constructor(Constructor<?> constructor, Site site) {
    open(constructor);
    try {
      return new Invoker(LOOKUP.unreflectConstructor(constructor), false);
    } catch (IllegalAccessException e) {
      throw closed(site, constructor.getDeclaringClass(), e);
    }
  }

  /** A refusal shows when the handle is asked for; what is public and exported needs no opening. */
  private static void open(AccessibleObject member) {
    boolean _ = member.trySetAccessible();
  }

  private static IllegalArgumentException closed(
      Site site, Class<?> owner, IllegalAccessException e) {
    String module = owner.getModule().getName();
    return site.refuse(
        "cannot be reached: module " + module + " does not open the package of " + owner.getName(),
        "write 'opens "
            + owner.getPackageName()
            + ";' in its module-info, or export the package and make class and"
            + " member public",
        e);
  }
}
