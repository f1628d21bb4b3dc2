package dev.agentruntime.tool.method;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Says why a class in a test cannot be made tools of. */
@Retention(RetentionPolicy.RUNTIME)
@interface Refused {
  /** The message that follows "tool method" and the class. */
  String value();
}
