package dev.agentruntime.examples.triage.service;

import java.util.Map;

/** Renamed classes, to be made by their templates. */
record Disguised(ClassLoader loader, Map<Class<?>, String> types, Map<String, String> methods) {

  Runnable make(Class<? extends Runnable> template, Object... arguments) {
    try {
      return (Runnable)
          Class.forName(type(template), true, loader).getConstructors()[0].newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + template, e);
    }
  }

  /** The full name of the class a template has become. */
  String type(Class<?> template) {
    String name = types.get(template);
    if (name == null) {
      throw new IllegalArgumentException(template + " was not disguised");
    }
    return name;
  }

  String method(String template) {
    return methods.getOrDefault(template, template);
  }
}
