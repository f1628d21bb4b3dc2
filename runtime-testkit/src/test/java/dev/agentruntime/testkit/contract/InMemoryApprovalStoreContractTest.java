package dev.agentruntime.testkit.contract;

import dev.agentruntime.approval.ApprovalStore;
import dev.agentruntime.approval.InMemoryApprovalStore;

/** The store that lives with its process keeps the contract of stores. */
class InMemoryApprovalStoreContractTest extends ApprovalStoreContract {
  @Override
  protected ApprovalStore createStore() {
    return new InMemoryApprovalStore();
  }

  @Override
  protected void closeStore(ApprovalStore store) {
    ((InMemoryApprovalStore) store).close();
  }
}
