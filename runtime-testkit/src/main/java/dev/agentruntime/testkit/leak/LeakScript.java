package dev.agentruntime.testkit.leak;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.testkit.model.StreamTurn;
import dev.agentruntime.testkit.model.Turn;
import java.util.ArrayList;
import java.util.List;

/** What the model says: values by heart, in every place where a model can say something. */
final class LeakScript {
  /** Where a test's own arguments shall have the values. */
  static final String TEXT = "{canaries}";

  /** The last turn comes again for layers that ask again. */
  private static final int REPEATS = 12;

  private final Canaries canaries;
  private final String text;
  private final List<OwnCall> own;

  /**
   * A call of a host's own tool.
   *
   * @param tool the tool
   * @param arguments JSON in which {@link #TEXT} stands for the values
   */
  record OwnCall(String tool, String arguments) {}

  LeakScript(Canaries canaries, List<OwnCall> own) {
    this.canaries = canaries;
    this.text = canaries.text();
    this.own = List.copyOf(own);
  }

  /** Calls of all kinds, then an answer. */
  List<Turn> talk() {
    String arguments = arguments();
    Turn calls =
        Turn.call(LeakTools.TELL, arguments)
            .andCall(LeakTools.TELL_JSON, nested())
            .andCall(LeakTools.REFUSE, arguments)
            .andCall(LeakTools.SAY_NO, arguments)
            .andCall(LeakTools.BREAK, arguments)
            .andCall(LeakTools.FALL, arguments)
            .andCall(LeakTools.REPORT, arguments)
            .saying(text);
    for (OwnCall call : own) {
      calls = calls.andCall(call.tool(), call.arguments().replace(TEXT, inString(text)));
    }
    return repeatingLast(List.of(calls, misuse(), Turn.answer(text)));
  }

  /** Calls that cannot run: of no tool, no JSON, the wrong types, the wrong names. */
  private Turn misuse() {
    ObjectNode wrong = JsonNodeFactory.instance.objectNode().put("count", text);
    ObjectNode names = JsonNodeFactory.instance.objectNode().put("count", "no number");
    canaries.all().forEach(canary -> names.put(canary.sentence(), canary.sentence()));
    Turn turn =
        Turn.call(LeakTools.TELL, wrong.toString())
            .andCall(LeakTools.TELL, names.toString())
            .andCall(LeakTools.TELL, "{\"note\": [" + text)
            .andCall(LeakTools.TELL, text);
    for (Canary canary : canaries.all()) {
      turn = turn.andCall(canary.sentence(), "{}");
    }
    return turn;
  }

  /** A run in a run. */
  List<Turn> delegated(String delegate) {
    return repeatingLast(
        List.of(
            Turn.call(delegate, arguments()),
            Turn.call(LeakTools.TELL, arguments()),
            Turn.answer(text),
            Turn.answer(text)));
  }

  /** Answers that do not fit what was asked for, then one that does. */
  List<Turn> structured() {
    ObjectNode wrong =
        JsonNodeFactory.instance.objectNode().put("note", text).put("count", text).put(text, 1);
    ObjectNode right = JsonNodeFactory.instance.objectNode().put("note", text).put("count", 1);
    return repeatingLast(
        List.of(Turn.answer(wrong.toString()), Turn.answer(text), Turn.answer(right.toString())));
  }

  /** Answers that never fit. */
  List<Turn> unfit() {
    return repeatingLast(
        List.of(Turn.answer("{\"count\":" + JsonNodeFactory.instance.textNode(text) + "}")));
  }

  /** A provider that quotes what it was sent. */
  List<Turn> broken() {
    IllegalStateException quoting = new IllegalStateException(text, new LeakTools(text).thrown());
    return repeatingLast(List.of(Turn.failure(quoting)));
  }

  /** Text, thoughts and a call that come in pieces, every value torn at the same index. */
  List<StreamTurn> torn(int index) {
    StreamTurn turn = StreamTurn.begin();
    for (String piece : pieces(text, index)) {
      turn = turn.thinking(piece);
    }
    for (String piece : pieces(text, index)) {
      turn = turn.text(piece);
    }
    for (String piece : pieces(arguments(), index)) {
      turn = turn.callPiece(0, "call-torn", LeakTools.TELL, piece);
    }
    Turn whole = Turn.call(LeakTools.TELL, arguments()).withIds("call-torn").saying(text);
    return List.of(
        turn.complete(whole).onCallingThread(), StreamTurn.saying(text).onCallingThread());
  }

  /** As many indexes as tear every value everywhere. */
  int indexes() {
    return canaries.all().stream().mapToInt(canary -> canary.value().length()).max().orElse(0);
  }

  /** Cuts a text within each value in it, so far from the value's beginning. */
  private List<String> pieces(String whole, int index) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (Canary canary : canaries.all()) {
      int at = whole.indexOf(canary.value(), from);
      int cut = at + Math.min(index, canary.value().length());
      if (at >= 0 && cut > from) {
        pieces.add(whole.substring(from, cut));
        from = cut;
      }
    }
    pieces.add(whole.substring(from));
    return pieces;
  }

  /** The streaming twin of a script. */
  static List<StreamTurn> streamed(List<Turn> turns) {
    return turns.stream().map(turn -> StreamTurn.of(turn).onCallingThread()).toList();
  }

  private String arguments() {
    return "{\"note\":\"" + inString(text) + "\"}";
  }

  private String nested() {
    return JsonNodeFactory.instance.objectNode().put("note", arguments()).toString();
  }

  private static String inString(String text) {
    String quoted = JsonNodeFactory.instance.textNode(text).toString();
    return quoted.substring(1, quoted.length() - 1);
  }

  private static List<Turn> repeatingLast(List<Turn> turns) {
    List<Turn> more = new ArrayList<>(turns);
    for (int i = 0; i < REPEATS; i++) {
      more.add(turns.getLast());
    }
    return List.copyOf(more);
  }
}
