package dev.agentruntime.chain;

import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What would become of a call now, link by link, outermost first. The tool was not run, and the
 * next call is as if this had not been.
 *
 * <p>The links further in than one that refuses are looked at all the same, so that a host sees
 * every reason; but for one that refuses the arguments, behind which there is nothing to look at.
 * Immutable.
 *
 * @param tool the name the call was made by
 * @param arguments the arguments as they would reach the tool, mended and with what layers supply;
 *     they may hold secrets
 * @param steps what each link says
 */
public record DryRun(String tool, ToolArguments arguments, List<Step> steps) {
  /** Checks and copies the components. */
  public DryRun {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(arguments, "arguments");
    steps = List.copyOf(steps);
  }

  /**
   * What one link says.
   *
   * @param link its name
   * @param forecast what would become of the call there
   * @param decisions what it would put on record of its reasons, such as the rule that lets a call
   *     pass
   */
  public record Step(String link, Forecast forecast, List<Decision> decisions) {
    /** Checks and copies the components. */
    public Step {
      Objects.requireNonNull(link, "link");
      Objects.requireNonNull(forecast, "forecast");
      decisions = List.copyOf(decisions);
    }

    private boolean ends() {
      return switch (forecast) {
        case Forecast.Answers _, Forecast.Refuses _, Forecast.Asks _ -> true;
        case Forecast.Unsaid _, Forecast.Passes _, Forecast.Rewrites _ -> false;
      };
    }

    @Override
    public String toString() {
      return decisions.isEmpty()
          ? link + " " + forecast
          : decisions.stream()
              .map(decision -> decision.code() + " " + decision.detail())
              .collect(Collectors.joining(", ", link + " " + forecast + " (", ")"));
    }
  }

  /**
   * Where the call would end or wait.
   *
   * @return the first link that refuses it, answers it or asks somebody; empty if it would reach
   *     the tool
   */
  public Optional<Step> stop() {
    return steps.stream().filter(Step::ends).findFirst();
  }

  /**
   * What a link says.
   *
   * @param link its name
   * @return empty if the chain has no such link, or the arguments were refused further out
   */
  public Optional<Forecast> of(String link) {
    return steps.stream().filter(step -> step.link().equals(link)).findFirst().map(Step::forecast);
  }

  /** One line for each link; no arguments. */
  @Override
  public String toString() {
    return steps.stream().map(step -> "\n  " + step).collect(Collectors.joining("", tool, ""));
  }

  static Forecast of(Link link, ToolCall call) throws InterruptedException {
    Preview preview = link.preview().orElse(null);
    Admission admission = link.admission().orElse(null);
    try {
      if (preview != null) {
        return preview.of(call);
      }
      if (admission == null) {
        return new Forecast.Unsaid();
      }
      ToolOutcome refusal = admission.peek(call);
      return refusal == null ? new Forecast.Passes() : Forecast.ending(refusal);
    } catch (MalformedArgumentsException e) {
      return new Forecast.Refuses(new ToolOutcome.InvalidArguments(String.valueOf(e.getMessage())));
    }
  }
}
