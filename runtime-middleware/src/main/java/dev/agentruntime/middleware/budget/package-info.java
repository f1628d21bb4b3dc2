/**
 * What runs, tenants and tools may spend: calls, tokens, money and active time, held in accounts
 * that form a tree. Start at {@link dev.agentruntime.middleware.budget.Budgets}; the arithmetic is
 * in {@link dev.agentruntime.middleware.budget.BudgetAccount}, which knows nothing of chains.
 */
@NullMarked
package dev.agentruntime.middleware.budget;

import org.jspecify.annotations.NullMarked;
