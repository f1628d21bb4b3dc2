package dev.agentruntime.middleware.taint;

/** What becomes of a call whose values nobody trusted wrote. */
public enum TaintMode {
  /** It runs; what was found is on record. For trying the layer out: nothing is held back. */
  OBSERVE,
  /** A person is asked; the call is refused if nobody can be. */
  ASK,
  /** The call is refused. */
  DENY
}
