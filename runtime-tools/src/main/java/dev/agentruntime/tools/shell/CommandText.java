package dev.agentruntime.tools.shell;

/** Words a result for a model: how it ended first, then what it wrote, empty parts left out. */
final class CommandText {
  private CommandText() {}

  static String of(CommandResult result) {
    StringBuilder text = new StringBuilder();
    switch (result.end()) {
      case CommandEnd.Exited(int code) -> text.append("exit code ").append(code);
      case CommandEnd.TimedOut(var timeout) ->
          text.append("ended at its time limit of ")
              .append(timeout)
              .append("; what it did until then stays done");
    }
    if (!result.leftovers().survivors().isEmpty()) {
      text.append("; these processes could not be ended: ").append(result.leftovers().survivors());
    } else if (result.leftovers().ended() > 0 && result.end() instanceof CommandEnd.Exited) {
      text.append("; ended ")
          .append(result.leftovers().ended())
          .append(" process(es) that it left running");
    }
    text.append('\n');
    append(text, "stdout", result.stdout());
    append(text, "stderr", result.stderr());
    return text.toString();
  }

  private static void append(StringBuilder text, String name, CapturedOutput output) {
    if (output.totalBytes() == 0) {
      return;
    }
    text.append("--- ").append(name).append(" ---\n").append(output.text());
    if (!output.text().endsWith("\n")) {
      text.append('\n');
    }
  }
}
