package dev.agentruntime.tool.method;

import dev.langchain4j.agent.tool.P;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a parameter or record component: its name, description, type, and what stands for it
 * when left out. Stateless.
 */
final class MemberCompiler {
  /** What the strictest providers allow as the name of a property. */
  private static final int MAX_NAME = 64;

  private MemberCompiler() {}

  static Member compile(Declared declared, ValueCompiler values, ObjectSchema schema, Site site) {
    String name = name(declared, site);
    String description = description(declared, site);
    OptionalReader.Kind optional = optional(declared.type().raw());
    TypeRef type = optional == null ? declared.type() : present(declared.type(), optional, site);
    Value value = values.compile(type, description, site);
    ValueReader reader =
        optional == null ? value.reader() : new OptionalReader(value.reader(), optional);
    Absence absence = absence(declared, optional, value, site);
    if (!schema.add(name, value.schema(), absence.refused())) {
      throw site.refuse("has the name '" + name + "', which is taken", taken(name));
    }
    return new Member(name, declared.index(), reader, absence);
  }

  private static String taken(String name) {
    return name.equals(VariantReader.TAG)
        ? "rename it: in the records of a sealed interface that property names the record"
        : "rename one of the two";
  }

  private static String name(Declared declared, Site site) {
    P p = declared.p();
    String name = p != null && !p.name().isBlank() ? p.name() : declared.name();
    if (name == null) {
      throw site.refuse(
          "has no name in its class file",
          "compile with -parameters, or name it with @P(name = ...)");
    }
    if (!NameRule.allows(name, MAX_NAME, true)) {
      throw site.refuse(
          "is called '" + name + "', which providers refuse",
          "name it with @P(name = ...) in 1 to " + MAX_NAME + " of a-z A-Z 0-9 _ - .");
    }
    return name;
  }

  private static @Nullable String description(Declared declared, Site site) {
    P p = declared.p();
    if (p == null) {
      return declared.description();
    }
    if (!p.value().isBlank() && !p.description().isBlank()) {
      throw site.refuse("has both a value and a description in @P", "they mean the same; give one");
    }
    String own = p.description().isBlank() ? p.value() : p.description();
    return own.isBlank() ? declared.description() : own;
  }

  private static OptionalReader.@Nullable Kind optional(Class<?> raw) {
    return switch (raw.getName()) {
      case "java.util.Optional" -> OptionalReader.Kind.OBJECT;
      case "java.util.OptionalInt" -> OptionalReader.Kind.INT;
      case "java.util.OptionalLong" -> OptionalReader.Kind.LONG;
      case "java.util.OptionalDouble" -> OptionalReader.Kind.DOUBLE;
      default -> null;
    };
  }

  private static TypeRef present(TypeRef type, OptionalReader.Kind kind, Site site) {
    return switch (kind) {
      case INT -> TypeRef.of(int.class);
      case LONG -> TypeRef.of(long.class);
      case DOUBLE -> TypeRef.of(double.class);
      case OBJECT -> {
        if (type.arguments().isEmpty()) {
          throw site.refuse(
              "has the type Optional of nobody knows what",
              "say of what, such as Optional<String>");
        }
        yield type.arguments().getFirst();
      }
    };
  }

  private static Absence absence(
      Declared declared, OptionalReader.@Nullable Kind optional, Value value, Site site) {
    P p = declared.p();
    String text = p == null || p.defaultValue().equals(P.NO_DEFAULT) ? null : p.defaultValue();
    if (optional != null) {
      if (text != null) {
        throw site.refuse(
            "has the type " + declared.type() + " and a default, so it is never empty",
            "use the type itself, or drop the default");
      }
      return new Absence.Constant(optional.empty());
    }
    if (text != null) {
      return Defaults.parse(text, value, site);
    }
    if (p == null || p.required()) {
      return new Absence.Refused();
    }
    if (declared.type().raw().isPrimitive()) {
      throw site.refuse(
          "is a primitive "
              + declared.type()
              + " that is not required, so nothing can stand for it",
          "use its box, an optional or @P(defaultValue = ...)");
    }
    return new Absence.Constant(null);
  }
}
