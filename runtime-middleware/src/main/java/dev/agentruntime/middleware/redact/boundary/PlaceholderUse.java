package dev.agentruntime.middleware.redact.boundary;

/** What becomes of a placeholder in the arguments of a tool. */
public enum PlaceholderUse {
  /** The tool gets the value. */
  RESOLVE,
  /** The tool gets the placeholder. What is not said of a tool and a type is this. */
  KEEP,
  /** The call is refused. */
  REFUSE
}
