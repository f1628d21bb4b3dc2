package dev.agentruntime.middleware.budget;

import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.RunFrame;
import dev.agentruntime.chain.Slot;
import dev.agentruntime.chain.StateScope;
import org.jspecify.annotations.Nullable;

/**
 * Finds the accounts a run of one tool, or of a model, takes from. What sub-agents spend is taken
 * from the account of the outermost run. Immutable; safe for use by many threads.
 */
final class RunAccounts {
  static final String RUN = "run";
  static final String TOOL = "tool";

  private final @Nullable BudgetBook book;
  private final Allowance perRun;
  private final @Nullable Allowance perTool;
  private final Slot<AccountPlace> ofRun;
  private final Slot<AccountPlace> ofTool;

  RunAccounts(BudgetTerms terms, @Nullable Allowance perTool, LayerBinding binding) {
    this.book = terms.book();
    this.perRun = terms.perRun();
    this.perTool = perTool;
    this.ofRun = binding.shared(StateScope.RUN, "account", AccountPlace::new);
    this.ofTool = binding.perTool(StateScope.RUN, "account", AccountPlace::new);
  }

  /** The account of the whole tree of runs. */
  BudgetAccount ofRun(RunFrame run) {
    RunFrame tree = run.outermost();
    AccountPlace place = ofRun.get(tree);
    BudgetAccount known = place.get();
    return known != null
        ? known
        : place.in(book == null ? null : book.of(tree.tenant()), RUN, perRun);
  }

  /** The innermost account: that of the tool in this tree of runs if it has one. */
  BudgetAccount innermost(RunFrame run) {
    if (perTool == null) {
      return ofRun(run);
    }
    AccountPlace place = ofTool.get(run.outermost());
    BudgetAccount known = place.get();
    return known != null ? known : place.in(ofRun(run), TOOL, perTool);
  }

  /** Whether any account on the way up limits a quantity. */
  boolean limits(Quantity quantity) {
    return perRun.limits(quantity)
        || (perTool != null && perTool.limits(quantity))
        || (book != null && book.limits(quantity));
  }

  boolean limitAnything() {
    for (Quantity quantity : Quantity.values()) {
      if (limits(quantity)) {
        return true;
      }
    }
    return false;
  }
}
