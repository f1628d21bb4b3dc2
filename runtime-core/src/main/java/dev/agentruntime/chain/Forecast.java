package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolOutcome;
import java.util.List;
import java.util.Objects;

/**
 * What would become of a call at one link. Immutable. As text it names kinds and codes, and nothing
 * of what arguments or results hold.
 */
public sealed interface Forecast {

  /**
   * The forecast of an outcome that comes before the tool: what the tool could have answered is an
   * answer, anything else a refusal.
   *
   * @param outcome the outcome
   * @return the forecast
   */
  static Forecast ending(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Success _, ToolOutcome.ToolError _ -> new Answers(outcome);
      case ToolOutcome.InfrastructureError _,
          ToolOutcome.TimedOut _,
          ToolOutcome.InvalidArguments _,
          ToolOutcome.UnknownTool _,
          ToolOutcome.Rejected _,
          ToolOutcome.ApprovalExpired _,
          ToolOutcome.Blocked _,
          ToolOutcome.Cancelled _,
          ToolOutcome.Suspended _,
          ToolOutcome.Internal _ ->
          new Refuses(outcome);
    };
  }

  /** The link does not say: it wraps the call, as a log or a clock does. */
  record Unsaid() implements Forecast {
    @Override
    public String toString() {
      return "says nothing";
    }
  }

  /** The call would go on. */
  record Passes() implements Forecast {
    @Override
    public String toString() {
      return "passes";
    }
  }

  /**
   * The call would go on with other arguments.
   *
   * @param arguments the arguments behind the link
   */
  record Rewrites(ToolArguments arguments) implements Forecast {
    /** Checks the component. */
    public Rewrites {
      Objects.requireNonNull(arguments, "arguments");
    }

    @Override
    public String toString() {
      return "rewrites the arguments";
    }
  }

  /**
   * The call would wait for people.
   *
   * @param whom who may decide
   * @param why every reason to ask
   */
  record Asks(String whom, List<String> why) implements Forecast {
    /** Checks and copies the components. */
    public Asks {
      Objects.requireNonNull(whom, "whom");
      why = List.copyOf(why);
    }

    @Override
    public String toString() {
      return "asks " + whom + ": " + String.join("; ", why);
    }
  }

  /**
   * The call would be answered here, and the tool not be run.
   *
   * @param outcome the answer
   */
  record Answers(ToolOutcome outcome) implements Forecast {
    /** Checks the component. */
    public Answers {
      Objects.requireNonNull(outcome, "outcome");
    }

    @Override
    public String toString() {
      return "answers: " + outcome.code();
    }
  }

  /**
   * The call would be refused here.
   *
   * @param outcome what the model would be told
   */
  record Refuses(ToolOutcome outcome) implements Forecast {
    /** Checks the component. */
    public Refuses {
      Objects.requireNonNull(outcome, "outcome");
    }

    @Override
    public String toString() {
      return "refuses: " + outcome.code();
    }
  }
}
