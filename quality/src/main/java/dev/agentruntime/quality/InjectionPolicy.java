package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.middleware.Governance;
import dev.agentruntime.middleware.GovernanceBuilder;
import dev.agentruntime.middleware.approval.Approval;
import dev.agentruntime.middleware.approval.Approvals;
import dev.agentruntime.middleware.policy.Policy;
import dev.agentruntime.middleware.policy.PolicyLayer;
import dev.agentruntime.middleware.policy.PolicyRule;
import dev.agentruntime.middleware.taint.Taint;
import dev.agentruntime.tool.ParameterRole;
import dev.agentruntime.tool.ToolTrait;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What stands between the model and the tools, besides what is standard. */
enum InjectionPolicy {
  /** Nothing. */
  OFF("off", ""),
  /** Somebody is asked about every call that changes anything. */
  ASK_ON_EVERY_WRITE("ask-on-every-write", ""),
  /**
   * Taint, of tools of which nothing is known but name and schema, not even that they only read.
   */
  TAINT_BLIND("taint", "none"),
  /** Taint, of tools whose names say whether they only read. */
  TAINT_GUESSED("taint", "A"),
  /** Taint, with everything declared. */
  TAINT_DECLARED("taint", "B"),
  /** The same, where having named its destination is enough for a critical call. */
  TAINT_LENIENT("taint", "C");

  /** What the names of tools say that only read. */
  private static final Set<String> READS =
      Set.of("get", "list", "search", "find", "read", "view", "show", "check", "fetch", "retrieve");

  private final String policy;
  private final String roles;

  InjectionPolicy(String policy, String roles) {
    this.policy = policy;
    this.roles = roles;
  }

  void writeTo(ObjectNode line) {
    line.put("policy", policy);
    if (!roles.isEmpty()) {
      line.put("roles", roles);
    }
  }

  /**
   * Whether the chain is told that a tool changes nothing. Of the tools no trace has it always is.
   */
  boolean isReadOnly(String tool, ToolRoles declared) {
    if (InjectionVariant.OURS.contains(tool)) {
      return true;
    }
    return switch (this) {
      case OFF, ASK_ON_EVERY_WRITE, TAINT_DECLARED, TAINT_LENIENT -> !declared.isEffectful(tool);
      case TAINT_BLIND -> false;
      case TAINT_GUESSED -> namesReading(tool);
    };
  }

  private static boolean namesReading(String tool) {
    String spaced = tool.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    return Arrays.stream(spaced.split("_", -1)).anyMatch(READS::contains);
  }

  Governance governance(ToolRoles declared, Approvals approvals) {
    GovernanceBuilder chain = Governance.standard().approval(Approval.builder(approvals).build());
    switch (this) {
      case OFF -> {}
      case ASK_ON_EVERY_WRITE -> chain.policy(PolicyLayer.of(askOnEveryWrite()));
      case TAINT_BLIND, TAINT_GUESSED -> chain.taint(Taint.standard());
      case TAINT_DECLARED -> chain.taint(taint(declared));
      case TAINT_LENIENT -> chain.taint(taint(declared.lenient()));
    }
    return chain.build();
  }

  private static Policy askOnEveryWrite() {
    return Policy.defaults()
        .with(PolicyRule.ask("writes", "It changes something").lacking(ToolTrait.READ_ONLY));
  }

  private static Taint taint(ToolRoles declared) {
    Taint.Builder taint = Taint.builder();
    for (ToolRole tool : declared.all()) {
      if (tool.effectful()) {
        taint.roles(tool.name(), roles(tool));
      }
      if (tool.critical()) {
        taint.critical(tool.name());
      }
      if (tool.trusted()) {
        taint.trusted(tool.name());
      }
      if (tool.privateOutput()) {
        taint.privateOutput(tool.name());
      }
      if (tool.publicSink()) {
        taint.publicSink(tool.name());
      }
    }
    return taint.build();
  }

  private static Map<String, ParameterRole> roles(ToolRole tool) {
    return tool.parameters().entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, role -> ParameterRole.valueOf(role.getValue())));
  }
}
