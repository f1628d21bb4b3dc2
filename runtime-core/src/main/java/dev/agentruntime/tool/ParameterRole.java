package dev.agentruntime.tool;

/**
 * What a parameter decides about a tool's effect; layers that guard effects look at a value as
 * closely as its role asks for.
 */
public enum ParameterRole {
  /** Where something goes or who gets access: an address, an account, a URL, a channel, a guest. */
  DESTINATION,
  /** What is done or how much of it: an amount, a date, a path, a command. */
  CONTROL,
  /** Which thing it is done to, by an id or name the model has to look up. */
  IDENTIFIER,
  /** Words for people to read: a subject, a body, a note. */
  FREE_TEXT
}
