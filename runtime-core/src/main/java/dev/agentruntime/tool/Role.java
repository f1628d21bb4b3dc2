package dev.agentruntime.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares what a parameter of a langchain4j {@code @Tool} method decides about its effect. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Role {
  /**
   * The role.
   *
   * @return what the parameter decides
   */
  ParameterRole value();
}
