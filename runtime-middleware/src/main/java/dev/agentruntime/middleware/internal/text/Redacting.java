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
  /** Between the name of a property and its value where both are looked at together. */
  private static final String LABEL = ": ";

  /** What most placeholders are longer by than their values, so that no builder has to grow. */
  private static final int MOST_ADDED = 16;

  /** More than its brackets, type, tag and number. */
  private static final int LONGEST_PLACEHOLDER = 64;

  @Override
  public boolean isClean(String text) {
    return !judgesEnds && finder.apply(text).isEmpty();
  }

  /** What is found within a string is replaced where it stands: what stands for it is JSON. */
  @Override
  public @Nullable String applyInStrings(String text) {
    if (judgesEnds) {
      return null;
    }
    List<Finding> findings = finder.apply(text);
    if (findings.isEmpty()) {
      return text;
    }
    return areInStrings(text, findings) ? part(text, 0, text.length(), findings) : null;
  }

  /** Whether all that was found is within strings of JSON that has no backslash. */
  private static boolean areInStrings(String text, List<Finding> findings) {
    boolean inString = false;
    int quote = text.indexOf('"');
    for (Finding finding : findings) {
      while (quote >= 0 && quote < finding.start()) {
        inString = !inString;
        quote = text.indexOf('"', quote + 1);
      }
      if (!inString || quote < finding.end()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String apply(@Nullable String name, String text) {
    if (name == null) {
      return replaced(text, 0, text, finder.apply(text));
    }
    String labelled = name + LABEL + text;
    List<Finding> findings = finder.apply(labelled);
    if (findings.isEmpty() && !judgesEnds) {
      return text;
    }
    String named = replaced(labelled, labelled.length() - text.length(), text, findings);
    return replaced(named, 0, named, finder.apply(named));
  }

  /** Replaces what is found in a text from a place on; the rest of it as it was if nothing is. */
  private String replaced(String text, int from, String rest, List<Finding> findings) {
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
    StringBuilder out = new StringBuilder(to - from + MOST_ADDED * findings.size());
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
    int open = text.indexOf(Placeholder.OPEN, at, finding.end());
    while (open >= 0) {
      int end = Placeholder.endOf(text, open);
      if (end >= 0) {
        substitute(text, at, open, finding, out);
        out.append(text, open, end);
        at = end;
      }
      open = text.indexOf(Placeholder.OPEN, Math.max(end, open + 1), finding.end());
    }
    substitute(text, at, finding.end(), finding, out);
    return Math.max(at, finding.end());
  }

  /** The place, or if it is within a placeholder the one behind that. */
  private static int behindPlaceholder(String text, int place) {
    int first = Math.max(0, place - LONGEST_PLACEHOLDER);
    for (int at = Math.min(place, text.length() - 1); at >= first; at--) {
      if (text.charAt(at) == Placeholder.OPEN) {
        return Math.max(place, Placeholder.endOf(text, at));
      }
    }
    return place;
  }

  private void substitute(String text, int start, int end, Finding finding, StringBuilder out) {
    if (end > start) {
      out.append(substitute.apply(finding.type(), text.substring(start, end)));
    }
  }
}
