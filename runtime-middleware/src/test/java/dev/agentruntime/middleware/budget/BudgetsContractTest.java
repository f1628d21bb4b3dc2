package dev.agentruntime.middleware.budget;

import dev.agentruntime.chain.Layer;
import dev.agentruntime.testkit.contract.LayerContract;
import java.time.Duration;

/** Budgets keep the contract of layers. */
class BudgetsContractTest extends LayerContract {
  @Override
  protected Layer createLayer() {
    Allowance plenty = Allowance.unlimited().calls(1_000).activeTime(Duration.ofHours(1));
    return Budgets.builder()
        .book(BudgetBook.of(plenty, plenty))
        .perRun(Allowance.unlimited().calls(100))
        .perTool("*", Allowance.unlimited().calls(50))
        .build();
  }
}
