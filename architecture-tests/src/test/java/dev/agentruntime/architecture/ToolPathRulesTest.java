package dev.agentruntime.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tools run at the end of a chain and nowhere else. */
final class ToolPathRulesTest {
  private static final String TOOL = "dev.agentruntime.tool.AgentTool";
  private static final String CHAIN = "dev.agentruntime.chain.ToolChain";

  /** The end of every chain, and the test kit, which has to call tools in order to test them. */
  private static final Set<String> MAY_CALL =
      Set.of("dev.agentruntime.internal.run.ToolInvoker", "dev.agentruntime.testkit");

  /** The runtime, and the test kit's harness, in which a chain is all there is. */
  private static final Set<String> MAY_COMPOSE =
      Set.of("dev.agentruntime.internal.run", "dev.agentruntime.testkit.chain", CHAIN);

  @Test
  void onlyTheEndOfAChainCallsATool() {
    ArchRuleDefinition.noClasses()
        .that(DescribedPredicate.describe("must not call tools", type -> isNoneOf(MAY_CALL, type)))
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe("it is AgentTool.call", ToolPathRulesTest::isCallOfATool))
        .because("a tool that is called past its chain is governed by nothing")
        .check(Modules.publishedAndExamples());
  }

  @Test
  void onlyTheRuntimeComposesAndRunsChains() {
    ArchRuleDefinition.noClasses()
        .that(
            DescribedPredicate.describe(
                "must not compose chains", type -> isNoneOf(MAY_COMPOSE, type)))
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "it composes or runs a ToolChain", ToolPathRulesTest::isWorkOfTheRuntime))
        .because("a chain of one's own lacks the layers of the runtime")
        .check(Modules.publishedAndExamples());
  }

  private static boolean isNoneOf(Set<String> allowed, JavaClass type) {
    return allowed.stream().noneMatch(name -> Modules.isIn(name, type.getName()));
  }

  private static boolean isWorkOfTheRuntime(JavaAccess<?> access) {
    return access.getTargetOwner().getName().equals(CHAIN)
        && Set.of("compose", "run").contains(access.getTarget().getName());
  }

  private static boolean isCallOfATool(JavaAccess<?> access) {
    return access.getTarget().getName().equals("call")
        && access.getTargetOwner().isAssignableTo(TOOL);
  }
}
