package dev.agentruntime.middleware.internal.scan;

import dev.agentruntime.middleware.redact.EntityType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks closely at a place where a {@link TextPass} stopped. Stateless.
 *
 * <p>A probe looks at no more than {@value #REACH} characters beyond what it was shown, so that a
 * text made of such places takes no more than linear time. It allocates nothing unless it finds
 * something, and answers the hits it was given, or those {@link Hits#add} answered.
 */
public interface Probe {
  /** How far a probe may look to either side: longer than any address or number. */
  int REACH = 512;

  /**
   * What it can find.
   *
   * @return the same types each time
   */
  Set<EntityType> types();

  /** Is shown each commercial at, and each percent sign of {@code %40}. */
  interface OfAtSign extends Probe {
    /**
     * Looks around.
     *
     * @param text the text
     * @param at where the sign is
     * @param behind behind the sign: one or three characters after it
     * @param hits what was found so far
     * @return what was found by now
     */
    @Nullable Hits atSign(String text, int at, int behind, @Nullable Hits hits);
  }

  /** Is shown each colon and each equals sign. */
  interface OfSeparator extends Probe {
    /**
     * Looks around.
     *
     * @param text the text
     * @param at where the sign is
     * @param hits what was found so far
     * @return what was found by now
     */
    @Nullable Hits separator(String text, int at, @Nullable Hits hits);
  }

  /**
   * Is shown each word of ASCII letters and digits in which two digits are neighbours, and which is
   * long or joined to other digits: the 40 in <q>40 of 100</q> is part of no number of anybody, nor
   * is a day or a time of day.
   */
  interface OfNumber extends Probe {
    /**
     * Looks at the word and what follows it. What goes before it was shown already, unless it holds
     * no neighbouring digits.
     *
     * @param text the text
     * @param start where the word begins
     * @param end behind the word: no more than {@link TextPass#LONGEST_NUMBER} characters
     * @param hits what was found so far
     * @return what was found by now
     */
    @Nullable Hits number(String text, int start, int end, @Nullable Hits hits);
  }

  /**
   * Is shown each word of no more than {@link TextPass#SHORT_NUMBER} ASCII letters and digits in
   * which two digits are neighbours: days, years and ordinals.
   */
  interface OfShortNumber extends Probe {
    /**
     * Looks around. Almost all of these are nothing, so it must be quick to say so.
     *
     * @param text the text
     * @param start where the word begins
     * @param end behind the word
     * @param hits what was found so far
     * @return what was found by now
     */
    @Nullable Hits shortNumber(String text, int start, int end, @Nullable Hits hits);
  }

  /**
   * Is shown each run of at least {@link TextPass#SHORTEST_TOKEN} ASCII letters, digits and {@code
   * _+/=.-}, as long as it can be.
   */
  interface OfToken extends Probe {
    /**
     * Looks at the run. It may be as long as the text, and may be read as often as a constant says.
     *
     * @param text the text
     * @param start where the run begins
     * @param end behind the run
     * @param hits what was found so far
     * @return what was found by now
     */
    @Nullable Hits token(String text, int start, int end, @Nullable Hits hits);
  }

  /** Is shown each place of a few words that are in nothing but what it looks for. */
  interface OfLiteral extends Probe {
    /**
     * The words.
     *
     * @return as they stand in texts
     */
    String literal();

    /**
     * Which character of them is the rarest in texts: it is sought first.
     *
     * @return its place in the words
     */
    int rarest();

    /**
     * Looks around. Unlike other probes it may read on to the place of the next literal.
     *
     * @param text the text
     * @param at where the words begin
     * @param hits what was found so far
     * @return what was found by now
     */
    @Nullable Hits literal(String text, int at, @Nullable Hits hits);
  }
}
