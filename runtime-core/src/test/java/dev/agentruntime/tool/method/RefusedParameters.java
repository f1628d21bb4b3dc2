package dev.agentruntime.tool.method;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolMemoryId;
import dev.langchain4j.invocation.InvocationParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Classes whose tool method has a parameter that cannot be one. */
final class RefusedParameters {
  private RefusedParameters() {}

  @Refused(
      "a(Thread), parameter 1 'x' has the type Thread, which cannot be read from JSON;"
          + " use a String and parse it in the method")
  static final class JdkClass {
    @Tool
    void a(Thread x) {}
  }

  @Refused(
      "a(String, Plain), parameter 2 'x' has the type Plain, which cannot be read from"
          + " JSON; make it a record, or a sealed interface of records")
  static final class Pojo {
    @Tool
    void a(String y, Plain x) {}
  }

  @Refused(
      "a(Object), parameter 1 'x' has the type Object, which cannot be read from JSON;"
          + " use a type of its own, or JsonNode for JSON of any form")
  static final class AnyObject {
    @Tool
    void a(Object x) {}
  }

  @Refused(
      "a(Queue), parameter 1 'x' has the type Queue<String>, which cannot be read from"
          + " JSON; use List<...>")
  static final class ConcreteList {
    @Tool
    void a(Queue<String> x) {}
  }

  @Refused(
      "a(Map), parameter 1 'x' has the type Map<Integer, String>, but the keys of a"
          + " JSON object are strings; use Map<String, ...>")
  static final class OddKeys {
    @Tool
    void a(Map<Integer, String> x) {}
  }

  @Refused(
      "a(List), parameter 1 'x' has the type List of nobody knows what; say of what,"
          + " such as List<String>")
  static final class RawList {
    @Tool
    @SuppressWarnings("rawtypes")
    void a(List x) {}
  }

  @Refused(
      "a(List), parameter 1 'x', element has the type Object, which cannot be read"
          + " from JSON; use a type of its own, or JsonNode for JSON of any form")
  static final class WildList {
    @Tool
    void a(List<?> x) {}
  }

  @Refused(
      "a(List), parameter 1 'x', element has the type Optional<String>, which cannot"
          + " be read from JSON; Optional may be the type of a parameter or record"
          + " component, not be inside another type")
  static final class InnerOptional {
    @Tool
    void a(List<Optional<String>> x) {}
  }

  @Refused(
      "a(Holder), parameter 1 'x', component 'thread' has the type Thread, which"
          + " cannot be read from JSON; use a String and parse it in the method")
  static final class InnerOfRecord {
    @Tool
    void a(Holder x) {}
  }

  @Refused(
      "a(Open), parameter 1 'x' is the sealed interface Open, which permits Loose;"
          + " permit only records, or sealed interfaces of records")
  static final class LooseSealed {
    @Tool
    void a(Open x) {}
  }

  @Refused(
      "a(Tagged), parameter 1 'x', record One, component 'kind' has the name 'type',"
          + " which is taken; rename it: in the records of a sealed interface that property"
          + " names the record")
  static final class TagTaken {
    @Tool
    void a(Tagged x) {}
  }

  @Refused("a(Empty), parameter 1 'x' is the enum Empty without constants; give it some")
  static final class EmptyEnum {
    @Tool
    void a(Empty x) {}
  }

  @Refused(
      "a(int), parameter 1 'x' is a primitive int that is not required, so nothing can"
          + " stand for it; use its box, an optional or @P(defaultValue = ...)")
  static final class AbsentPrimitive {
    @Tool
    void a(@P(required = false) int x) {}
  }

  @Refused(
      "a(Optional), parameter 1 'x' has the type Optional<String> and a default, so it"
          + " is never empty; use the type itself, or drop the default")
  static final class DefaultedOptional {
    @Tool
    void a(@P(defaultValue = "a") Optional<String> x) {}
  }

  @Refused(
      "a(int), parameter 1 'x' has the default 'many', which is not JSON; write it as" + " JSON")
  static final class DefaultNotJson {
    @Tool
    void a(@P(defaultValue = "many") int x) {}
  }

  @Refused(
      "a(int), parameter 1 'x' has the default '\"5\"', which is no use: the arguments"
          + " must be an integer, was a string; correct the default")
  static final class DefaultOfOtherType {
    @Tool
    void a(@P(defaultValue = "\"5\"") int x) {}
  }

  @Refused(
      "a(String, String), parameter 2 'y' has both a value and a description in @P;"
          + " they mean the same; give one")
  static final class DescribedTwice {
    @Tool
    void a(String x, @P(value = "v", description = "d") String y) {}
  }

  @Refused(
      "a(String), parameter 1 'x' is called 'the x', which providers refuse; name it"
          + " with @P(name = ...) in 1 to 64 of a-z A-Z 0-9 _ - .")
  static final class BadName {
    @Tool
    void a(@P(name = "the x") String x) {}
  }

  @Refused(
      "a(String, String), parameter 2 'y' has the name 'x', which is taken; rename one"
          + " of the two")
  static final class NameTaken {
    @Tool
    void a(String x, @P(name = "x") String y) {}
  }

  @Refused(
      "a(int), parameter 1 'x' has @ToolMemoryId and the type int; session ids are"
          + " Strings here")
  static final class MemoryOfOtherType {
    @Tool
    void a(@ToolMemoryId int x) {}
  }

  @Refused(
      "a(InvocationParameters), parameter 1 'x' has the type InvocationParameters,"
          + " which cannot be read from JSON; langchain4j's invocation objects do not exist"
          + " here; take a RunContext or ToolInvocation")
  static final class InvocationParametersOfLangchain4j {
    @Tool
    void a(InvocationParameters x) {}
  }

  @Refused(
      "a(Object), parameter 1 'x' has the type Object, which cannot be read from JSON;"
          + " use a type of its own, or JsonNode for JSON of any form")
  static final class FreeVariable {
    @Tool
    <T> void a(T x) {}
  }

  @Refused(
      "a(int[][][][][][][][][][][][][][][][][]), parameter 1 'x', element, element,"
          + " element, element, element, element, element, element, element, element,"
          + " element, element, element, element, element, element has types nested deeper"
          + " than 16; take simpler arguments")
  static final class TooDeep {
    @Tool
    void a(int[][][][][][][][][][][][][][][][][] x) {}
  }

  @Refused(
      "a(Wide0), parameter 1 'x', component 'a', component 'b', component 'b', component 'b',"
          + " component 'b', component 'b', component 'a', component 'a', component 'b' is one of"
          + " more than 500 properties; take simpler arguments")
  static final class TooMany {
    @Tool
    void a(Wide0 x) {}
  }

  record Wide0(Wide1 a, Wide1 b) {}

  record Wide1(Wide2 a, Wide2 b) {}

  record Wide2(Wide3 a, Wide3 b) {}

  record Wide3(Wide4 a, Wide4 b) {}

  record Wide4(Wide5 a, Wide5 b) {}

  record Wide5(Wide6 a, Wide6 b) {}

  record Wide6(Wide7 a, Wide7 b) {}

  record Wide7(Wide8 a, Wide8 b) {}

  record Wide8(int a, int b) {}

  static class Plain {}

  record Holder(String name, Thread thread) {}

  sealed interface Open {}

  static non-sealed class Loose implements Open {}

  sealed interface Tagged {}

  record One(@P(name = "type") String kind) implements Tagged {}

  enum Empty {}
}
