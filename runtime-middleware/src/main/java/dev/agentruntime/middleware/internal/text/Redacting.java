package dev.agentruntime.middleware.internal.text;

import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Finding;
import dev.agentruntime.vault.Placeholder;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts something in the place of each value found. Placeholders that are there already stay, also
 * within what looks like a longer value. Immutable.
 *
 * @param finder finds the values of a text, in its order and without overlaps
 * @param judgesEnds whether a string within a text may hold a value that the finder does not see in
 *     the text
 * @param substitute what stands for a value of a type
 */
public record Redacting(
    Function<String, List<Finding>> finder,
    boolean judgesEnds,
    BiFunction<EntityType, String, String> substitute)
    implements TextRule {

  @Override
  public boolean isClean(String text) {
    return !judgesEnds && finder.apply(text).isEmpty();
  }

  @Override
  public String apply(@Nullable String name, String text) {
    String named = name == null ? text : part(name + ": " + text, name.length() + 2, text);
    return part(named, 0, named);
  }

  /** Replaces what is found in a text from a place on; the rest of it as it was if nothing is. */
  private String part(String text, int from, String rest) {
    List<Finding> findings = finder.apply(text);
    return findings.isEmpty() || findings.getLast().end() <= from
        ? rest
        : part(text, from, text.length(), findings);
  }

  /**
   * Replaces what is found in a part of a text.
   *
   * @param text the text
   * @param from where the part begins
   * @param to behind the part; not within a finding
   * @param findings what was found in the text
   * @return the part without values
   */
  public String part(String text, int from, int to, List<Finding> findings) {
    StringBuilder out = new StringBuilder(to - from);
    int at = from;
    for (Finding finding : findings) {
      int start = behindPlaceholder(text, Math.max(at, finding.start()));
      if (finding.end() > start && start < to) {
        out.append(text, at, start);
        at = replace(text, start, finding, out);
      }
    }
    return out.append(text, Math.min(at, to), to).toString();
  }

  /** Replaces a value but for the placeholders in it; returns the place behind. */
  private int replace(String text, int start, Finding finding, StringBuilder out) {
    int at = start;
    int open = text.indexOf(Placeholder.OPEN, at);
    while (open >= 0 && open < finding.end()) {
      int end = Placeholder.endOf(text, open);
      if (end >= 0) {
        substitute(text, at, open, finding, out);
        out.append(text, open, end);
        at = end;
      }
      open = text.indexOf(Placeholder.OPEN, Math.max(end, open + 1));
    }
    substitute(text, at, finding.end(), finding, out);
    return Math.max(at, finding.end());
  }

  /** The place, or if it is within a placeholder the one behind that. */
  private static int behindPlaceholder(String text, int place) {
    int open = text.lastIndexOf(Placeholder.OPEN, place);
    return open < 0 ? place : Math.max(place, Placeholder.endOf(text, open));
  }

  private void substitute(String text, int start, int end, Finding finding, StringBuilder out) {
    if (end > start) {
      out.append(substitute.apply(finding.type(), text.substring(start, end)));
    }
  }
}
