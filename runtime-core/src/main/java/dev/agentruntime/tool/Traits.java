package dev.agentruntime.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares the traits of a langchain4j {@code @Tool} method, or of all such methods of a class. The
 * method's replaces the class's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Traits {
  /**
   * The traits.
   *
   * @return what the tool promises or warns about
   */
  ToolTrait[] value();
}
