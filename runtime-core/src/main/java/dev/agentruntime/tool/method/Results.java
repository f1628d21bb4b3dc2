package dev.agentruntime.tool.method;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

/** Refuses, when a method is compiled, results that could not be shown to a model. Stateless. */
final class Results {
  private Results() {}

  static void check(Method method, Site site) {
    Class<?> type = method.getReturnType();
    if (isLater(type)) {
      throw site.refuse(
          "returns a " + type.getSimpleName(),
          "return the value itself: tools run on virtual threads and may block");
    }
    if (isStream(type)) {
      throw site.refuse("returns a " + type.getSimpleName(), "return a list, or the text");
    }
    if (type.getName().startsWith("dev.langchain4j.data.")) {
      throw site.refuse(
          "returns a " + type.getSimpleName(),
          "results are texts here: return a String or a record");
    }
  }

  private static boolean isLater(Class<?> type) {
    return Future.class.isAssignableFrom(type)
        || CompletionStage.class.isAssignableFrom(type)
        || Flow.Publisher.class.isAssignableFrom(type)
        || isReactive(type);
  }

  private static boolean isStream(Class<?> type) {
    return BaseStream.class.isAssignableFrom(type)
        || Iterator.class.isAssignableFrom(type)
        || InputStream.class.isAssignableFrom(type)
        || Reader.class.isAssignableFrom(type);
  }

  /** By name, since that library need not be there. */
  private static boolean isReactive(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      if (c.getName().equals("org.reactivestreams.Publisher")) {
        return true;
      }
      for (Class<?> implemented : c.getInterfaces()) {
        if (isReactive(implemented)) {
          return true;
        }
      }
    }
    return false;
  }
}
