package dev.agentruntime.internal.run;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.Preview;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ArgumentChange;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The links every chain has, whatever the host asked for. Stateless. */
final class CoreLinks {
  private static final String REPAIRED = "repaired-arguments";

  /** More changes are counted, not told. */
  private static final int MAX_TOLD = 5;

  /** Answers calls beyond the run's limits, which the loop chose in the order of the turn. */
  private static final Link LIMITS =
      Link.of(Anchor.LIMITS, "run-limits", CoreLinks::refusePreset)
          .previewing(Preview.running(CoreLinks::refusePreset));

  /** Stands where somebody would be asked, for as long as nobody can be. */
  private static final Link REFUSE_REPAIRED =
      Link.check(Anchor.APPROVAL, REPAIRED, CoreLinks::refuseRepaired);

  private CoreLinks() {}

  static List<Link> forKnownTool(
      AgentTool tool, ToolDescriptor descriptor, ToolSpecification shown) {
    ArgumentLadder ladder = ArgumentLadder.of(tool, descriptor, shown);
    return List.of(
        Link.of(Anchor.NORMALISE, ArgumentLadder.NAME, ladder, LinkTrait.REWRITES_ARGUMENTS)
            .previewing(Preview.running(ladder)),
        LIMITS);
  }

  /** What checks the arguments again once layers have added what the model was not shown. */
  static List<Link> behindEnrichment(
      AgentTool tool, ToolDescriptor descriptor, ToolSpecification shown) {
    if (shown.equals(descriptor.specification())) {
      return List.of();
    }
    WholeArguments whole = WholeArguments.of(tool, descriptor, shown);
    return List.of(
        Link.of(Anchor.ENRICH, WholeArguments.NAME, whole, LinkTrait.NEEDS_FINAL_ARGUMENTS)
            .previewing(Preview.running(whole)));
  }

  static List<Link> forUnknownTool() {
    return List.of(LIMITS);
  }

  /** What is still needed beside the links of the host's layers. */
  static List<Link> unlessTakenOver(ToolDescriptor tool, List<Link> links) {
    boolean asked = links.stream().anyMatch(link -> link.has(LinkTrait.ASKS_ABOUT_REPAIRS));
    boolean needed = tool.traits().has(ToolTrait.DESTRUCTIVE) && !asked;
    return needed ? List.of(REFUSE_REPAIRED) : List.of();
  }

  private static ToolOutcome refusePreset(ToolCall call, ToolHandler next)
      throws InterruptedException {
    ToolOutcome refusal = call.presetRefusal();
    return refusal != null ? refusal : next.handle(call);
  }

  private static @Nullable ToolOutcome refuseRepaired(ToolCall call) {
    ToolArguments arguments = call.arguments();
    return arguments.repaired()
        ? new ToolOutcome.Blocked(
            REPAIRED,
            "repaired_arguments",
            "The effect of this tool cannot be undone, so it takes no arguments that had to be"
                + " mended ("
                + ArgumentChange.list(arguments.changes(), MAX_TOLD)
                + "). The tool was not run; call it again with valid JSON that fits its schema as"
                + " it is.",
            null)
        : null;
  }
}
