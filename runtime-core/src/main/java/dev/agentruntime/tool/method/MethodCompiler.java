package dev.agentruntime.tool.method;

import dev.agentruntime.tool.ParameterRole;
import dev.agentruntime.tool.ToolTraits;
import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.SearchBehavior;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compiles one tool method. Stateless. */
final class MethodCompiler {
  /** What providers allow as the name of a tool. */
  private static final int MAX_NAME = 64;

  private MethodCompiler() {}

  static CompiledMethod compile(Method method, MethodFinder finder) {
    Site site = Site.of(method);
    if (Modifier.isPrivate(method.getModifiers())) {
      throw site.refuse(
          "is private", "a tool is called from outside its class: make it package-private or more");
    }
    Tool tool = Objects.requireNonNull(method.getAnnotation(Tool.class), "@Tool");
    Results.check(method, site);
    ToolSpecification.Builder specification =
        ToolSpecification.builder().name(name(tool, method, site));
    String description = String.join("\n", tool.value());
    if (!description.isEmpty()) {
      specification.description(description);
    }
    describeMore(tool, specification, site);
    Supplied supplied = new Supplied(method.getParameterCount());
    ObjectSchema schema = new ObjectSchema();
    ValueCompiler values = new ValueCompiler();
    List<Member> members =
        members(method, finder.variables(), new Targets(supplied, values, schema), site);
    if (!members.isEmpty()) {
      JsonObjectSchema parameters = schema.buildRoot(values.definitions());
      specification.parameters(parameters);
    }
    return new CompiledMethod(
        method,
        specification.build(),
        traits(finder.traits(method), site),
        roles(method, members),
        new Properties(members, null),
        supplied,
        Access.method(method, site));
  }

  private static String name(Tool tool, Method method, Site site) {
    String name = tool.name().isBlank() ? method.getName() : tool.name();
    if (!NameRule.allows(name, MAX_NAME, false)) {
      throw site.refuse(
          "is called '" + name + "', which providers refuse",
          "name it with @Tool(name = ...) in 1 to " + MAX_NAME + " of a-z A-Z 0-9 _ -");
    }
    return name;
  }

  private static void describeMore(Tool tool, ToolSpecification.Builder specification, Site site) {
    if (tool.returnBehavior() != ReturnBehavior.TO_LLM) {
      throw site.refuse(
          "has the return behaviour "
              + tool.returnBehavior()
              + ", but the model sees every result here",
          "drop it");
    }
    if (!tool.metadata().isBlank() && !tool.metadata().equals("{}")) {
      specification.metadata(Metadata.parse(tool.metadata(), site));
    }
    if (tool.searchBehavior() != SearchBehavior.SEARCHABLE) {
      specification.addMetadata(ToolSpecification.METADATA_SEARCH_BEHAVIOR, tool.searchBehavior());
    }
  }

  private static List<Member> members(
      Method method, Map<Type, TypeRef> variables, Targets targets, Site site) {
    Parameter[] parameters = method.getParameters();
    Type[] types = method.getGenericParameterTypes();
    Annotation[][] annotations = method.getParameterAnnotations();
    List<Member> members = new ArrayList<>(parameters.length);
    for (int i = 0; i < parameters.length; i++) {
      String name = parameters[i].isNamePresent() ? parameters[i].getName() : null;
      Site at = site.parameter(i, name);
      TypeRef type = TypeRef.of(types[i], variables);
      if (!targets.supplied.take(i, type, annotations[i], at)) {
        Declared declared = new Declared(i, name, type, Annotated.p(annotations[i]), null);
        members.add(MemberCompiler.compile(declared, targets.values, targets.schema, at));
      }
    }
    return members;
  }

  private static Map<String, ParameterRole> roles(Method method, List<Member> members) {
    Annotation[][] annotations = method.getParameterAnnotations();
    Map<String, ParameterRole> roles = new HashMap<>();
    for (Member member : members) {
      ParameterRole role = Annotated.role(annotations[member.index()]);
      if (role != null) {
        roles.put(member.name(), role);
      }
    }
    return Map.copyOf(roles);
  }

  private static ToolTraits traits(@Nullable Traits traits, Site site) {
    try {
      return traits == null ? ToolTraits.none() : ToolTraits.of(traits.value());
    } catch (IllegalArgumentException e) {
      throw site.refuse(
          "has traits that contradict each other", "correct its @Traits: " + e.getMessage(), e);
    }
  }

  /** Where the parameters of a method go. */
  private record Targets(Supplied supplied, ValueCompiler values, ObjectSchema schema) {}
}
