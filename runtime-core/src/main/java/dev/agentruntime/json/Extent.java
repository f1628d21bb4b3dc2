package dev.agentruntime.json;

/** How much of a value a text is expected to hold. */
public enum Extent {
  /** The text is one value, whatever stands around it. What is open at its end was cut off. */
  WHOLE,
  /**
   * The text is the beginning of a value that is still being written. What may yet change is left
   * out: a number at the very end, a name without its value. A string is kept as far as it goes,
   * and nothing at its end is taken for the end of what contains it.
   */
  PREFIX,
  /** The text is prose that holds an object or an array somewhere. Words alone are no value. */
  EMBEDDED
}
