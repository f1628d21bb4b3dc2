package dev.agentruntime.testkit.contract;

import dev.agentruntime.vault.InMemoryVaults;
import dev.agentruntime.vault.VaultStore;

class InMemoryVaultsContractTest extends VaultStoreContract {
  @Override
  protected VaultStore createStore() {
    return InMemoryVaults.create();
  }
}
