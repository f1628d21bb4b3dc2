package dev.agentruntime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.ToolChain;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.model.ScriptedModel;
import dev.agentruntime.testkit.model.Turn;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.agent.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No way from the public API to a tool goes past the chain. */
final class ToolPathsTest {
  private static final String RUN = "dev/agentruntime/internal/run/";
  private static final String METHODS = "dev/agentruntime/tool/method/";

  /** What the test kit calls tools and chains with in order to test them, and its fake tools. */
  private static final Set<String> TEST_KIT =
      Set.of(
          "dev/agentruntime/testkit/contract/",
          "dev/agentruntime/testkit/chain/",
          "dev/agentruntime/testkit/tool/");

  /** The classes of the core, the middleware and the test kit, from their folders or jars. */
  private static final List<ClassModel> CLASSES =
      Stream.of(AgentRuntime.class, Governance.class, FakeTool.class)
          .flatMap(type -> read(type).stream())
          .toList();

  private static List<ClassModel> read(Class<?> type) {
    try {
      URI where = type.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path root = Path.of(where);
      if (Files.isDirectory(root)) {
        return readUnder(root);
      }
      try (FileSystem jar = FileSystems.newFileSystem(root, Map.of())) {
        return readUnder(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<ClassModel> readUnder(Path root) throws IOException {
    List<ClassModel> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        classes.add(ClassFile.of().parse(Files.readAllBytes(file)));
      }
    }
    return classes;
  }

  /**
   * Which classes name a method of one of the owners, in a call, a method reference or a lambda:
   * each of these needs an entry in the constant pool.
   */
  private static Set<String> whoNames(Set<String> owners, String method, String parameters) {
    Set<String> found = new TreeSet<>();
    for (ClassModel each : CLASSES) {
      for (PoolEntry entry : each.constantPool()) {
        if (entry instanceof MemberRefEntry member
            && owners.contains(member.owner().asInternalName())
            && (method.equals("*") || member.name().equalsString(method))
            && member.type().stringValue().startsWith(parameters)) {
          found.add(each.thisClass().asInternalName());
        }
      }
    }
    return found;
  }

  /** The same without what the test kit does in order to test tools and chains. */
  private static Set<String> whoBesideTheTestKitNames(
      Set<String> owners, String method, String parameters) {
    Set<String> found = whoNames(owners, method, parameters);
    found.removeIf(name -> TEST_KIT.stream().anyMatch(name::startsWith));
    return found;
  }

  /** A type and all classes that extend or implement it, directly or not. */
  private static Set<String> family(String type) {
    Set<String> family = new HashSet<>(Set.of(type));
    int before = 0;
    while (before < family.size()) {
      before = family.size();
      for (ClassModel each : CLASSES) {
        boolean related =
            each.superclass().filter(s -> family.contains(s.asInternalName())).isPresent()
                || each.interfaces().stream().anyMatch(i -> family.contains(i.asInternalName()));
        if (related) {
          family.add(each.thisClass().asInternalName());
        }
      }
    }
    return family;
  }

  @Test
  void theScanSeesTheModules() {
    assertTrue(CLASSES.size() > 800, () -> CLASSES.size() + " classes");
    assertTrue(family("dev/agentruntime/tool/AgentTool").size() >= 3);
  }

  @Test
  void onlyTheInnermostStepOfAChainCallsATool() {
    assertEquals(
        Set.of(RUN + "ToolInvoker"),
        whoBesideTheTestKitNames(
            family("dev/agentruntime/tool/AgentTool"),
            "call",
            "(Ldev/agentruntime/tool/ToolInvocation;)"));
    assertEquals(
        Set.of("dev/agentruntime/tool/SimpleTool"),
        whoBesideTheTestKitNames(Set.of("dev/agentruntime/tool/AgentTool$Body"), "call", "("));
  }

  @Test
  void thatStepIsOnlyEverMadeAsTheEndOfAChain() {
    assertEquals(
        Set.of(RUN + "RuntimeCore"),
        whoBesideTheTestKitNames(Set.of(RUN + "ToolInvoker"), "<init>", "("));
    assertEquals(
        Set.of(RUN + "RuntimeCore", RUN + "ToolSet"),
        whoBesideTheTestKitNames(Set.of("dev/agentruntime/chain/ToolChain"), "compose", "("));
  }

  @Test
  void onlyTheDispatcherRunsAChain() {
    assertEquals(
        Set.of(RUN + "Dispatcher"),
        whoBesideTheTestKitNames(Set.of("dev/agentruntime/chain/ToolChain"), "run", "("));
  }

  // A tool that is a method of the host's object is reached by a handle.
  @Test
  void onlyTheBinderReachesMethodsByHandleOrReflection() {
    Set<String> invoking = new TreeSet<>();
    for (String method : List.of("invoke", "invokeExact", "invokeWithArguments")) {
      invoking.addAll(whoNames(Set.of("java/lang/invoke/MethodHandle"), method, "("));
    }
    invoking.addAll(whoNames(Set.of("java/lang/reflect/Method"), "invoke", "("));
    assertFalse(invoking.isEmpty());
    assertEquals(List.of(), invoking.stream().filter(name -> !name.startsWith(METHODS)).toList());
  }

  /** A tool the way most hosts write them. */
  static final class Annotated {
    final Set<String> calls = ConcurrentHashMap.newKeySet();

    @Tool("Adds.")
    String annotated() {
      calls.add("annotated");
      return "done";
    }
  }

  // What the scan says of the code, seen from outside: every tool that runs was seen by the links.
  @Test
  void everyToolThatRunsWasSeenByTheOutermostAndTheInnermostLink() throws InterruptedException {
    try (Stage stage = new Stage()) {
      Set<String> outermost = ConcurrentHashMap.newKeySet();
      Set<String> innermost = ConcurrentHashMap.newKeySet();
      Set<String> ran = ConcurrentHashMap.newKeySet();
      AgentTool inline = noting("inline", ran, ToolTrait.INTERRUPTIBLE);
      AgentTool isolated = noting("isolated", ran);
      AgentTool exclusive = noting("exclusive", ran, ToolTrait.EXCLUSIVE);
      AgentTool provided = noting("provided", ran);
      Annotated object = new Annotated();
      Turn all =
          Turn.call("inline", "{}")
              .andCall("isolated", "{}")
              .andCall("exclusive", "{}")
              .andCall("provided", "{}")
              .andCall("annotated", "{}")
              .andCall("nobody", "{}");
      ScriptedModel model =
          ScriptedModel.of(
              Turn.call("inline", "{}"), all, Turn.answer("done"), all, Turn.answer("done"));
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(model)
                  .tools(inline, isolated, exclusive, object)
                  .toolProvider(context -> List.of(provided))
                  .middleware(Anchor.GUARD, "outermost", seeing(outermost))
                  .middleware(Anchor.TOOL, "innermost", seeing(innermost)));
      Agent agent = runtime.agent("agent").build();
      RunResult one = stage.checked(agent.run("go"));
      RunResult two = stage.checked(agent.start("go").result());
      assertEquals(9, ran.size());
      assertTrue(outermost.containsAll(ran));
      assertTrue(innermost.containsAll(ran));
      assertEquals(Set.of("annotated"), object.calls);
      // All calls but those of a name nobody has were attempts of a tool.
      long attempts =
          stage.events.events(RunEvent.ToolAttemptStarted.class).stream()
              .map(e -> e.origin().runId() + " " + e.call().callId())
              .distinct()
              .count();
      assertEquals(one.usage().toolCalls() + two.usage().toolCalls() - 2L, attempts);
      assertEquals(one.usage().toolCalls() + two.usage().toolCalls(), outermost.size());
    }
  }

  @Test
  void everyChainOfAnAgentHoldsTheLinksOfItsRuntime() {
    try (Stage stage = new Stage()) {
      AgentRuntime runtime =
          stage.build(
              stage
                  .runtime(ScriptedModel.of())
                  .tools(FakeTool.named("a").build(), FakeTool.named("b").build(), new Annotated())
                  .middleware(
                      Anchor.POLICY, "policy", (call, next) -> ToolOutcome.toolError("no")));
      for (Agent agent :
          List.of(runtime.agent("all").build(), runtime.agent("some").tools("a").build())) {
        for (ToolChain chain : agent.toolChains()) {
          assertEquals(
              "arguments(policy(run-limits(" + chain.tool().name() + ")))", chain.toString());
        }
      }
    }
  }

  private static AgentTool noting(String name, Set<String> ran, ToolTrait... traits) {
    return FakeTool.named(name)
        .traits(traits)
        .replies(
            call -> {
              ran.add(key(call));
              return ToolOutcome.success("ok");
            })
        .build();
  }

  private static ToolMiddleware seeing(Set<String> seen) {
    return (call, next) -> {
      seen.add(key(call));
      return next.handle(call);
    };
  }

  private static String key(ToolInvocation call) {
    return call.context().runId() + " " + call.callId();
  }
}
