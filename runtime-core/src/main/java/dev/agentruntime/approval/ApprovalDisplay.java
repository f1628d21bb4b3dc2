package dev.agentruntime.approval;

import java.util.List;

/**
 * What a person is shown of a call: its arguments as code has put them together, never words of the
 * model's about them. What must not be seen is redacted, what cannot be seen is made visible, what
 * is too long is shown by head, tail, length and digest. Immutable.
 *
 * @param fields the arguments, one value each
 * @param notShown how many more values there are
 * @param changes in what the arguments differ from what the model proposed
 */
public record ApprovalDisplay(List<Field> fields, int notShown, List<String> changes) {
  /** Copies the components. */
  public ApprovalDisplay {
    fields = List.copyOf(fields);
    changes = List.copyOf(changes);
  }

  /**
   * One value.
   *
   * @param pointer where it stands, as a JSON pointer
   * @param text what is shown of it
   * @param redacted whether something was taken out
   * @param shortened whether it is longer than what is shown
   */
  public record Field(String pointer, String text, boolean redacted, boolean shortened) {
    @Override
    public String toString() {
      return pointer + (redacted ? " (redacted)" : "") + (shortened ? " (shortened)" : "");
    }
  }

  /**
   * All of it as text, one line for each value.
   *
   * @return lines such as {@code /amount: 100}
   */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Field field : fields) {
      text.append(field.pointer()).append(": ").append(field.text()).append('\n');
    }
    if (notShown > 0) {
      text.append("(").append(notShown).append(" more values)\n");
    }
    for (String change : changes) {
      text.append("changed: ").append(change).append('\n');
    }
    return text.toString();
  }

  /** Pointers only. */
  @Override
  public String toString() {
    return "ApprovalDisplay(" + fields + ", " + notShown + " not shown, " + changes + ")";
  }
}
