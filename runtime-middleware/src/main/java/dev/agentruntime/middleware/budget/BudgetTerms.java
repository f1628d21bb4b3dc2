package dev.agentruntime.middleware.budget;

import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all tools. Immutable.
 *
 * @param book the accounts of tenants and of everybody, or null if they are not limited
 * @param perRun what a run and its sub-agents may spend
 * @param noticeAt at how many calls left the model is told, or empty for never
 * @param stops whether a refused call ends the run after its turn
 */
record BudgetTerms(
    @Nullable BudgetBook book, Allowance perRun, OptionalInt noticeAt, boolean stops) {
  BudgetTerms {
    Objects.requireNonNull(perRun, "perRun");
    Objects.requireNonNull(noticeAt, "noticeAt");
  }
}
