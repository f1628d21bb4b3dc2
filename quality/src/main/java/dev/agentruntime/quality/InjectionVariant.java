package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/** By which way the planted text comes. The model understands it in every one. */
enum InjectionVariant {
  /** As it was recorded. */
  PLAIN,
  /** In base64, so that nothing of it can be recognised. */
  BASE64,
  /** One half where it was, the other in the result of a further read. */
  SPLIT,
  /** Within the answer of an agent that is called as a tool and has read it. */
  NESTED;

  /** The tool that reads on. */
  static final String NEXT_PAGE = "read_next_page";

  /** The tool that is an agent. */
  static final String READER = "ask_reader";

  /** The tools no trace has. They only read; what the agent does is looked at call by call. */
  static final Set<String> OURS = Set.of(NEXT_PAGE, READER);

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the model is to do in a trace. */
  InjectionScript script(InjectionTrace trace) {
    List<ScriptedCall> user = new ArrayList<>();
    int special = special(trace);
    for (int i = 0; i < trace.user().size(); i++) {
      InjectionCall call = trace.user().get(i);
      ScriptedCall plain = ScriptedCall.of("user-" + i, call);
      if (this == BASE64) {
        plain = plain.answering(encoded(call));
      }
      if (i != special) {
        user.add(plain);
      } else if (this == SPLIT) {
        user.add(plain.answering(halves(call, true)).harmless());
        user.add(nextPage(i, call));
      } else if (this == NESTED) {
        user.add(throughReader(i, plain, trace.task()));
      } else {
        user.add(plain);
      }
    }
    List<ScriptedCall> attacker = new ArrayList<>();
    for (int i = 0; i < trace.attacker().size(); i++) {
      attacker.add(ScriptedCall.of(ScriptedCall.ATTACKER + i, trace.attacker().get(i)));
    }
    return new InjectionScript(trace.task(), user, attacker);
  }

  /** The call that is not made as recorded: the first that brings the text, or the first of all. */
  private static int special(InjectionTrace trace) {
    for (int i = 0; i < trace.user().size(); i++) {
      if (trace.user().get(i).isPlanted()) {
        return i;
      }
    }
    return 0;
  }

  private static ScriptedCall nextPage(int place, InjectionCall call) {
    return new ScriptedCall(
        "user-" + place + "-next",
        NEXT_PAGE,
        JsonNodeFactory.instance.objectNode(),
        halves(call, false),
        call.isPlanted(),
        null);
  }

  private static ScriptedCall throughReader(int place, ScriptedCall inner, String task) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("task", task);
    return new ScriptedCall(
        "user-" + place + "-ask", READER, arguments, inner.output(), inner.planted(), inner);
  }

  private static String encoded(InjectionCall call) {
    return replaced(
        call, text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The output with one half of what was planted; the second half has nothing around it. */
  private static String halves(InjectionCall call, boolean first) {
    if (first) {
      return replaced(call, text -> text.substring(0, text.length() / 2));
    }
    StringBuilder rest = new StringBuilder();
    for (TextSpan span : call.planted()) {
      String text = span.of(call.output());
      rest.append(text, text.length() / 2, text.length()).append('\n');
    }
    return rest.isEmpty() ? "There is no further page." : rest.toString();
  }

  private static String replaced(InjectionCall call, UnaryOperator<String> change) {
    StringBuilder text = new StringBuilder();
    int done = 0;
    for (TextSpan span : call.planted()) {
      text.append(call.output(), done, span.start()).append(change.apply(span.of(call.output())));
      done = span.end();
    }
    return text.append(call.output(), done, call.output().length()).toString();
  }
}
