package dev.agentruntime.tool.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A host whose tools need no JSON never loads the JSON library: 400 classes and half of a small
 * host's start.
 */
class ColdStartTest {

  @Test
  void bindingToolsAndCallingOneWithoutArgumentsNeedsNoJson() throws Exception {
    assertEquals("3 tools, fine", inALoaderWithoutJackson(BindAndCall.class));
  }

  @Test
  void loaderOfThisTestReallyHasNoJson() {
    InvocationTargetException e =
        assertThrows(InvocationTargetException.class, () -> inALoaderWithoutJackson(Parse.class));
    assertInstanceOf(NoClassDefFoundError.class, e.getCause());
  }

  private static Object inALoaderWithoutJackson(Class<? extends Callable<String>> work)
      throws Exception {
    try (URLClassLoader loader = new WithoutJackson()) {
      Class<?> again = loader.loadClass(work.getName());
      var constructor = again.getDeclaredConstructor();
      constructor.setAccessible(true);
      var call = again.getDeclaredMethod("call");
      call.setAccessible(true);
      return call.invoke(constructor.newInstance());
    }
  }

  /** The class path of the test once more, but for Jackson. */
  private static final class WithoutJackson extends URLClassLoader {
    WithoutJackson() {
      super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() {
      return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(entry -> url(new File(entry).toURI()))
          .toArray(URL[]::new);
    }

    private static URL url(URI uri) {
      try {
        return uri.toURL();
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("com.fasterxml.jackson.")) {
        throw new ClassNotFoundException(name + " is hidden by this test");
      }
      return super.findClass(name);
    }
  }

  static final class BindAndCall implements Callable<String> {
    @Override
    public String call() throws Exception {
      var tools = ToolMethods.of(new Tools());
      ToolOutcome outcome =
          tools
              .getLast()
              .call(
                  new FakeInvocation(
                      ToolArguments.ofText("{}"), new FakeContext(Optional.empty())));
      return tools.size() + " tools, " + outcome.textForModel();
    }
  }

  static final class Parse implements Callable<String> {
    @Override
    public String call() {
      return ToolArguments.ofText("{\"a\":1}").object().toString();
    }
  }

  enum Level {
    INFO,
    WARN
  }

  record Range(int from, int to) {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  static final class Tools {
    @Tool("Finds lines")
    List<Range> find(
        @P("text") String text,
        Optional<Range> range,
        Map<String, List<Level>> more,
        Shape shape,
        Instant since) {
      return List.of();
    }

    @Tool("Restarts")
    void restart(@P(value = "how", required = false) @Nullable String how) {}

    @Tool("Says how things are")
    String status() {
      return "fine";
    }
  }
}
