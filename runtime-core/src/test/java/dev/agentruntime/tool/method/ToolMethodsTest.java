package dev.agentruntime.tool.method;

import static dev.agentruntime.tool.method.Calls.refusal;
import static dev.agentruntime.tool.method.Calls.text;
import static dev.agentruntime.tool.method.Calls.tool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which methods become tools, of which objects, and with which traits. */
class ToolMethodsTest {

  private static List<String> names(Object... tools) {
    return ToolMethods.of(tools).stream().map(tool -> tool.specification().name()).toList();
  }

  @Test
  void methodsComeInTheOrderOfObjectsAndNames() {
    assertEquals(List.of("b", "c", "a", "d"), names(new C(), new D()));
  }

  @Test
  void inheritedMethodsAreTools() throws Exception {
    assertEquals(List.of("greet", "hello", "own", "part"), names(new Child()));
    assertEquals("base hello", text(new Child(), "hello", "{}"));
  }

  @Test
  void overrideRunsUnderTheAnnotationItOverrides() throws Exception {
    assertEquals("child greets you", text(new Child(), "greet", "{\"who\":\"you\"}"));
    assertEquals("Greets.", tool(new Child(), "greet").specification().description());
    assertEquals("child of part", text(new Child(), "part", "{}"));
  }

  @Test
  void annotationOnTheOverrideWins() {
    Object tools =
        new Base() {
          @Tool(name = "salute", value = "Salutes.")
          @Override
          public String greet(@P(name = "whom") String who) {
            return who;
          }
        };
    assertEquals(List.of("hello", "salute"), names(tools));
    assertEquals(
        List.of("whom"),
        List.copyOf(tool(tools, "salute").specification().parameters().properties().keySet()));
  }

  @Test
  void typeVariablesOfASupertypeAreResolved() throws Exception {
    assertEquals("3 and [4]", text(new IntStore(), "put", "{\"one\":3,\"more\":[4]}"));
    assertEquals(List.of("put"), names(new IntStore()));
  }

  @Test
  void proxyOfAnInterfaceWithToolsHasItsTools() throws Exception {
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Part.class},
            (_, method, _) -> method.getName() + " by proxy");
    assertEquals("part by proxy", text(proxy, "part", "{}"));
  }

  @Test
  void lambdaOfAnInterfaceWithAToolIsATool() throws Exception {
    Part part = () -> "by lambda";
    assertEquals("by lambda", text(part, "part", "{}"));
  }

  @Test
  void anonymousAndNestedClassesNeedNotBePublic() throws Exception {
    Object tools = new Hidden() {};
    assertEquals("yes", text(tools, "packagePrivate", "{}"));
    assertEquals("yes", text(tools, "protectedToo", "{}"));
  }

  @Test
  void classStandsForItsStaticMethods() throws Exception {
    assertEquals("static 3", text(Statics.class, "twice", "{\"x\":3}"));
    assertEquals("static 4", text(new Statics(), "twice", "{\"x\":4}"));
  }

  @Test
  void classWithInstanceMethodsMustBeGivenAsAnObject() {
    assertEquals(
        "tool method "
            + C.class.getName()
            + ".b() is not static; give an object of "
            + C.class.getName()
            + " instead of the class",
        refusal(C.class));
  }

  @Test
  void manyAndVariableParametersArePassedInOrder() throws Exception {
    assertEquals(
        "1 2 3 4 5 6 [7, 8]",
        text(
            new Wide(),
            "wide",
            "{\"g\":[7,8],\"f\":6,\"e\":\"5\",\"d\":4,\"c\":3,\"b\":2,\"a\":1}"));
    assertEquals("123", text(new Wide(), "three", "{\"a\":1,\"b\":2,\"c\":3}"));
    assertEquals("1234", text(new Wide(), "four", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}"));
    assertEquals("12345", text(new Wide(), "five", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5}"));
    assertEquals(
        "123456", text(new Wide(), "six", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}"));
    assertEquals(
        "12345", text(new Wide(), "staticFive", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5}"));
    assertEquals(
        "123456",
        text(new Wide(), "staticSix", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}"));
  }

  @Test
  void namesakesAreRefusedByBothTheirMethods() {
    assertEquals(
        "two tools are called 'a': tool method "
            + D.class.getName()
            + ".a() and tool method "
            + D.class.getName()
            + ".a(); give one of them another name with @Tool(name = ...)",
        refusal(new D(), new D()));
    assertTrue(
        refusal(new Overloaded()).startsWith("two tools are called 'x': tool method "),
        refusal(new Overloaded()));
  }

  @Test
  void objectWithoutToolsIsRefused() {
    assertEquals(
        "java.lang.Object has no tools; annotate at least one method with langchain4j's @Tool",
        refusal(new Object()));
    assertEquals(
        "java.util.ArrayList has no tools; annotate at least one method with langchain4j's @Tool",
        refusal(new ArrayList<>()));
    assertThrows(NullPointerException.class, () -> ToolMethods.of(nothing()));
  }

  @SuppressWarnings("NullAway") // what a caller that knows no nullness may pass
  private static Object nothing() {
    return Map.of().get("nothing");
  }

  @Test
  void finishedToolIsRefused() {
    AgentTool tool =
        AgentTool.of(
            ToolSpecification.builder().name("x").build(),
            ToolTraits.none(),
            _ -> ToolOutcome.success(""));
    assertTrue(refusal(tool).endsWith("is an AgentTool already; use it as it is"), refusal(tool));
  }

  @Test
  void methodInAClosedModuleIsRefusedWithTheLineThatOpensIt() throws Exception {
    var method = ArrayList.class.getDeclaredMethod("grow", int.class);
    String message =
        Calls.message(
            assertThrows(
                IllegalArgumentException.class, () -> Access.method(method, Site.of(method))));
    assertEquals(
        "tool method java.util.ArrayList.grow(int) cannot be reached: module java.base does not"
            + " open the package of java.util.ArrayList; write 'opens java.util;' in its"
            + " module-info, or export the package and make class and member public",
        message);
  }

  @Test
  void publicMethodInAClosedModuleNeedsNoOpening() throws Throwable {
    var method = String.class.getMethod("length");
    assertEquals(3, Access.method(method, Site.of(method)).invoke("abc", new Object[0]));
  }

  @Test
  void parameterNamesMissingFromTheClassFileAreRefused() throws Exception {
    // Classes of the JDK are compiled without them.
    var site = Site.of(String.class.getMethod("charAt", int.class)).parameter(0, null);
    Declared declared = new Declared(0, null, TypeRef.of(int.class), null, null);
    String message =
        Calls.message(
            assertThrows(
                IllegalArgumentException.class,
                () ->
                    MemberCompiler.compile(
                        declared, new ValueCompiler(), new ObjectSchema(), site)));
    assertEquals(
        "tool method java.lang.String.charAt(int), parameter 1 has no name in its class file;"
            + " compile with -parameters, or name it with @P(name = ...)",
        message);
  }

  @Test
  void classIsCompiledOnce() {
    assertSame(
        tool(new D(), "a").specification(),
        tool(new D(), "a").specification(),
        "specification of the same class");
  }

  @Test
  void traitsOfTheMethodReplaceThoseOfTheClass() {
    assertEquals(ToolTraits.of(ToolTrait.READ_ONLY), tool(new Marked(), "inherited").traits());
    assertEquals(ToolTraits.of(ToolTrait.DESTRUCTIVE), tool(new Marked(), "own").traits());
    assertEquals(ToolTraits.none(), tool(new D(), "a").traits());
  }

  @Test
  void traitsOfAnOverrideReplaceThoseOfWhatItOverrides() {
    Object tools =
        new Marked() {
          @Override
          @Traits(ToolTrait.IDEMPOTENT)
          String own() {
            return "";
          }
        };
    assertEquals(ToolTraits.of(ToolTrait.IDEMPOTENT), tool(tools, "own").traits());
    assertEquals(ToolTraits.of(ToolTrait.READ_ONLY), tool(tools, "inherited").traits());
  }

  @Test
  void traitsOfAnUnrelatedSupertypeDoNotApply() {
    assertEquals(ToolTraits.none(), tool(new Beside(), "a").traits());
  }

  @Test
  void annotatedOverrideOfAGenericMethodIsOneTool() throws Exception {
    assertEquals("a", text(new TextStore(), "put", "{\"one\":\"a\",\"more\":[]}"));
  }

  @Test
  void toolIsNamedInItsText() {
    assertEquals(
        "AgentTool(a, tool method " + D.class.getName() + ".a())", tool(new D(), "a").toString());
  }

  static class Hidden {
    @Tool
    String packagePrivate() {
      return "yes";
    }

    @Tool
    protected String protectedToo() {
      return "yes";
    }
  }

  static class Overloaded {
    @Tool
    void x(int a) {}

    @Tool
    void x(String a) {}
  }

  static class C {
    @Tool
    void c() {}

    @Tool
    void b() {}
  }

  static class D {
    @Tool
    void d() {}

    @Tool
    void a() {}
  }

  interface Part {
    @Tool
    String part();
  }

  static class Base {
    @Tool
    String hello() {
      return "base hello";
    }

    @Tool("Greets.")
    public String greet(String who) {
      return "base greets " + who;
    }
  }

  static class Child extends Base implements Part {
    @Override
    public String greet(String someone) {
      return "child greets " + someone;
    }

    @Override
    public String part() {
      return "child of part";
    }

    @Tool
    String own() {
      return "own";
    }
  }

  interface Store<T> {
    @Tool
    String put(T one, List<T> more);
  }

  static class IntStore implements Store<Integer> {
    @Override
    public String put(Integer one, List<Integer> more) {
      return one + " and " + more;
    }
  }

  static class TextStore implements Store<String> {
    @Tool
    @Override
    public String put(String one, List<String> more) {
      return one;
    }
  }

  @Traits(ToolTrait.READ_ONLY)
  interface Aside {}

  static class Beside extends D implements Aside {}

  static class Statics {
    @Tool
    static String twice(int x) {
      return "static " + x;
    }
  }

  @Traits(ToolTrait.READ_ONLY)
  static class Marked {
    @Tool
    String inherited() {
      return "";
    }

    @Tool
    @Traits(ToolTrait.DESTRUCTIVE)
    String own() {
      return "";
    }
  }

  @SuppressWarnings("UnusedMethod") // the library calls them
  private static final class Wide {
    @Tool
    String wide(int a, long b, short c, byte d, String e, Integer f, int... g) {
      return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + Arrays.toString(g);
    }

    @Tool
    String three(int a, int b, int c) {
      return "" + a + b + c;
    }

    @Tool
    String four(int a, int b, int c, int d) {
      return "" + a + b + c + d;
    }

    @Tool
    String five(int a, int b, int c, int d, int e) {
      return "" + a + b + c + d + e;
    }

    @Tool
    String six(int a, int b, int c, int d, int e, int f) {
      return "" + a + b + c + d + e + f;
    }

    @Tool
    static String staticFive(int a, int b, int c, int d, int e) {
      return "" + a + b + c + d + e;
    }

    @Tool
    static String staticSix(int a, int b, int c, int d, int e, int f) {
      return "" + a + b + c + d + e + f;
    }
  }
}
