package dev.agentruntime.integration.provider;

import dev.agentruntime.Agent;
import dev.agentruntime.AgentRuntime;
import dev.agentruntime.run.RunResult;
import dev.agentruntime.testkit.provider.FakeProvider;
import dev.agentruntime.testkit.provider.ProviderRequest;
import dev.agentruntime.testkit.provider.Reply;
import dev.agentruntime.time.Deadline;
import dev.agentruntime.time.TimeSource;
import java.time.Duration;

/**
 * A fake provider and a runtime with a real client that talks to it. Closing it closes both and
 * fails if a request was one that a provider refuses.
 */
final class Stand implements AutoCloseable {
  /** When a test stops waiting for what should be there in milliseconds. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final FakeProvider provider;
  final AgentRuntime runtime;

  private Stand(FakeProvider provider, AgentRuntime runtime) {
    this.provider = provider;
    this.runtime = runtime;
  }

  /** Any runtime whose client asks this provider. */
  static Stand of(FakeProvider provider, AgentRuntime runtime) {
    return new Stand(provider, runtime);
  }

  /** A client of its own for this provider, and an agent with all the tools. */
  static Stand with(Client client, FakeProvider provider, Object... tools) {
    return of(provider, AgentRuntime.builder(client.blocking(provider)).tools(tools).build());
  }

  /** The same with a client that streams. */
  static Stand streaming(Client client, FakeProvider provider, Object... tools) {
    return of(provider, AgentRuntime.builder(client.streaming(provider)).tools(tools).build());
  }

  static FakeProvider provider(Reply... script) {
    return FakeProvider.start(script);
  }

  Agent agent() {
    return runtime.agent("triage").instructions("Find out why it is slow.").build();
  }

  RunResult run(String input) {
    return agent().run(input);
  }

  ProviderRequest request(int number) {
    return provider.requests().get(number - 1);
  }

  static Deadline soon() {
    return Deadline.after(PATIENCE, TimeSource.system());
  }

  @Override
  public void close() {
    runtime.close();
    provider.close();
    provider.assertValid();
  }
}
