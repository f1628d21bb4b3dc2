package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The links around one tool, in order, and the tool. Composed once per tool; running a call through
 * it looks nothing up and allocates only the call. Immutable; safe for use by many threads.
 */
public final class ToolChain {
  private final ToolDescriptor tool;
  private final ToolSpecification shown;
  private final List<Link> links;
  private final Door entrance;

  private ToolChain(
      ToolDescriptor tool, ToolSpecification shown, List<Link> links, ToolHandler invoker) {
    this.tool = tool;
    this.shown = shown;
    this.links = links;
    Door next = null;
    for (int i = links.size(); i >= 0; i--) {
      next = new Door(this, i, next, invoker);
    }
    this.entrance = Objects.requireNonNull(next);
  }

  /**
   * Puts links around a tool.
   *
   * @param tool the tool's description
   * @param links the links in any order of anchors; at the same anchor their order is kept
   * @param invoker runs the tool; must not return null
   * @return the chain
   * @throws ChainOrderException if the order breaks what a link declares
   */
  public static ToolChain compose(ToolDescriptor tool, List<Link> links, ToolHandler invoker) {
    return inOrder(tool, tool.specification(), links, invoker);
  }

  /**
   * Puts links around a tool of which the model is shown less than there is.
   *
   * @param tool the tool's description
   * @param shown what the model is shown of it; of the same name
   * @param links the links in any order of anchors; at the same anchor their order is kept
   * @param invoker runs the tool; must not return null
   * @return the chain
   * @throws ChainOrderException if the order breaks what a link declares
   */
  public static ToolChain compose(
      ToolDescriptor tool, ToolSpecification shown, List<Link> links, ToolHandler invoker) {
    if (!tool.name().equals(shown.name())) {
      throw new IllegalArgumentException(
          "tool '" + tool.name() + "' must be shown by its own name, was '" + shown.name() + "'");
    }
    return inOrder(tool, shown, links, invoker);
  }

  private static ToolChain inOrder(
      ToolDescriptor tool, ToolSpecification shown, List<Link> links, ToolHandler invoker) {
    List<Link> ordered = new ArrayList<>(links);
    ordered.sort(Comparator.comparing(Link::anchor));
    OrderCheck.check(ordered);
    return new ToolChain(tool, shown, List.copyOf(ordered), invoker);
  }

  /**
   * Runs a call.
   *
   * @param run the run it belongs to
   * @param identity which call
   * @param arguments what the model asked for
   * @return the outcome
   * @throws InterruptedException if the thread was interrupted
   * @throws MiddlewareContractException if a link broke its contract
   */
  public ToolOutcome run(RunFrame run, Identity identity, ToolArguments arguments)
      throws InterruptedException {
    CallState state = new CallState(run, this, identity, Thread.currentThread());
    state.arguments = arguments;
    return entrance.handle(new ToolCall(state, arguments));
  }

  /**
   * Which call of a run.
   *
   * @param callId the call's id, unique within the run
   * @param toolName the name the model used; differs from the chain's tool only for a tool nobody
   *     has
   * @param turn the model turn that asked for it, from 1
   * @param position its place among the calls of that turn, from 0
   * @param refusal decided before the call began, in the order of the turn, and answered at {@link
   *     Anchor#LIMITS}; null for none
   */
  public record Identity(
      String callId, String toolName, int turn, int position, @Nullable ToolOutcome refusal) {}

  /**
   * The tool.
   *
   * @return its description
   */
  public ToolDescriptor tool() {
    return tool;
  }

  /**
   * What the model is shown of the tool.
   *
   * @return its specification, without what layers supply
   */
  public ToolSpecification shownToModel() {
    return shown;
  }

  /**
   * The links.
   *
   * @return outermost first
   */
  public List<Link> links() {
    return links;
  }

  /**
   * What would become of a call now: arguments are mended and enriched as in a real call, the links
   * say what they would do, and nothing is reserved, counted, asked, remembered, put on record or
   * run.
   *
   * @param run the run it would belong to
   * @param identity which call
   * @param arguments what a model asked for
   * @return what each link says
   * @throws InterruptedException if the thread was interrupted
   */
  public DryRun dryRun(RunFrame run, Identity identity, ToolArguments arguments)
      throws InterruptedException {
    CallState state = new CallState(new DryFrame(run), this, identity, Thread.currentThread());
    ToolCall call = new ToolCall(state, arguments);
    List<DryRun.Step> steps = new ArrayList<>();
    int decided = 0;
    for (Link link : links) {
      state.arguments = call.arguments();
      Forecast forecast = DryRun.of(link, call);
      List<Decision> decisions = call.decisions();
      steps.add(
          new DryRun.Step(link.name(), forecast, decisions.subList(decided, decisions.size())));
      decided = decisions.size();
      if (forecast instanceof Forecast.Rewrites(ToolArguments rewritten)) {
        call = call.withArguments(rewritten);
      } else if (forecast instanceof Forecast.Refuses(ToolOutcome.InvalidArguments _)) {
        break;
      }
    }
    return new DryRun(identity.toolName(), call.arguments(), steps);
  }

  @Nullable ToolOutcome recheck(ToolCall call) {
    for (Link link : links) {
      Admission admission = link.admission().orElse(null);
      if (admission != null) {
        ToolOutcome refusal = admission.peek(call);
        if (refusal != null) {
          return refusal;
        }
      }
    }
    return null;
  }

  /** The chain as nesting: {@code guard(log(timeout(tool)))}. */
  @Override
  public String toString() {
    StringBuilder nested = new StringBuilder();
    for (Link link : links) {
      nested.append(link.name()).append('(');
    }
    nested.append(tool.name());
    return nested.append(")".repeat(links.size())).toString();
  }
}
