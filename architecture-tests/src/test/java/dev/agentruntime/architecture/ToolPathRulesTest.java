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

  /** The end of every chain, and the test kit, which has to call tools in order to test them. */
  private static final Set<String> MAY_CALL =
      Set.of("dev.agentruntime.internal.run.ToolInvoker", "dev.agentruntime.testkit");

  @Test
  void onlyTheEndOfAChainCallsATool() {
    ArchRuleDefinition.noClasses()
        .that(DescribedPredicate.describe("must not call tools", ToolPathRulesTest::mustNot))
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe("it is AgentTool.call", ToolPathRulesTest::isCallOfATool))
        .because("a tool that is called past its chain is governed by nothing")
        .check(Modules.publishedAndExamples());
  }

  private static boolean mustNot(JavaClass type) {
    return MAY_CALL.stream().noneMatch(name -> Modules.isIn(name, type.getName()));
  }

  private static boolean isCallOfATool(JavaAccess<?> access) {
    return access.getTarget().getName().equals("call")
        && access.getTargetOwner().isAssignableTo(TOOL);
  }
}
