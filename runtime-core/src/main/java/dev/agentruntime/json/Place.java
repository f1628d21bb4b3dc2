package dev.agentruntime.json;

/** Where a value stands, which decides what may follow it. */
enum Place {
  /** A name in an object. */
  NAME,
  /** The value of a member. */
  MEMBER,
  /** An element of an array. */
  ELEMENT,
  /** In parentheses. */
  ARGUMENT,
  /** The value of the whole text. */
  ROOT
}
