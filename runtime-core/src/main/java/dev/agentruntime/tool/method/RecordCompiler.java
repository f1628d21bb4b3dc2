package dev.agentruntime.tool.method;

import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles records and sealed interfaces of records, themselves inside themselves too. Confined
 * like its owner.
 */
final class RecordCompiler {
  /**
   * More properties than this in one specification are no use to a model, and branching types reach
   * it quickly.
   */
  private static final int MAX_COMPONENTS = 500;

  private final ValueCompiler values;
  private final Map<String, JsonSchemaElement> definitions = new LinkedHashMap<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<Open> recursive = new ArrayList<>();
  private int compiled;

  RecordCompiler(ValueCompiler values) {
    this.values = values;
  }

  Map<String, JsonSchemaElement> definitions() {
    return definitions;
  }

  Value record(TypeRef type, @Nullable String description, Site site) {
    return record(type, null, description, site);
  }

  private Value record(
      TypeRef type, @Nullable String tag, @Nullable String description, Site site) {
    Open enclosing = enclosing(type, tag);
    if (enclosing != null) {
      return enclosing.refer(definitions);
    }
    Open entry = new Open(type, tag);
    open.push(entry);
    RecordComponent[] components = type.raw().getRecordComponents();
    Constructor<?> constructor = canonical(type.raw(), components);
    Invoker invoker = Access.constructor(constructor, site);
    ObjectSchema schema = new ObjectSchema();
    if (tag != null) {
      schema.add(VariantReader.TAG, JsonEnumSchema.builder().enumValues(tag).build(), true);
    }
    List<Member> members = members(type, components, constructor, schema, site);
    Properties properties = new Properties(members, tag == null ? null : VariantReader.TAG);
    ValueReader reader = new RecordReader(type.raw(), properties, components.length, invoker);
    return close(entry, schema.build(description), reader);
  }

  private List<Member> members(
      TypeRef type,
      RecordComponent[] components,
      Constructor<?> constructor,
      ObjectSchema schema,
      Site site) {
    Map<Type, TypeRef> variables = TypeRef.variablesOf(type);
    Parameter[] parameters = constructor.getParameters();
    List<Member> members = new ArrayList<>(components.length);
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      Site at = site.component(component.getName());
      if (++compiled > MAX_COMPONENTS) {
        throw at.refuse(
            "is one of more than " + MAX_COMPONENTS + " properties", "take simpler arguments");
      }
      Declared declared =
          new Declared(
              i,
              component.getName(),
              TypeRef.of(component.getGenericType(), variables),
              Annotated.p(parameters[i].getAnnotations()),
              fieldDescription(type.raw(), component.getName()));
      members.add(MemberCompiler.compile(declared, values, schema, at));
    }
    return members;
  }

  /** A sealed interface: one of its records, told apart by a property. */
  Value variants(TypeRef type, @Nullable String description, Site site) {
    Open enclosing = enclosing(type, null);
    if (enclosing != null) {
      return enclosing.refer(definitions);
    }
    Open entry = new Open(type, null);
    open.push(entry);
    Map<String, ValueReader> readers = new LinkedHashMap<>();
    List<JsonSchemaElement> schemas = new ArrayList<>();
    for (Class<?> leaf : leaves(type.raw(), site)) {
      String tag = leaf.getSimpleName();
      Site at = site.variant(tag);
      Value variant = record(TypeRef.of(leaf), tag, ValueCompiler.describedBy(leaf), at);
      if (readers.put(tag, variant.reader()) != null) {
        throw at.refuse("has the simple name of another record of " + type, "rename one of them");
      }
      schemas.add(variant.schema());
    }
    JsonSchemaElement schema =
        JsonAnyOfSchema.builder().anyOf(schemas).description(description).build();
    return close(entry, schema, new VariantReader(readers));
  }

  private static List<Class<?>> leaves(Class<?> sealed, Site site) {
    List<Class<?>> leaves = new ArrayList<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isRecord()) {
        leaves.add(permitted);
      } else if (permitted.isInterface() && permitted.isSealed()) {
        for (Class<?> leaf : leaves(permitted, site)) {
          if (!leaves.contains(leaf)) {
            leaves.add(leaf);
          }
        }
      } else {
        throw site.refuse(
            "is the sealed interface "
                + sealed.getSimpleName()
                + ", which permits "
                + permitted.getSimpleName(),
            "permit only records, or sealed interfaces of records");
      }
    }
    return leaves;
  }

  /**
   * The type being compiled around this use of it, or an earlier one that holds itself and so has a
   * name to refer to.
   */
  private @Nullable Open enclosing(TypeRef type, @Nullable String tag) {
    for (Open entry : open) {
      if (entry.is(type, tag)) {
        return entry;
      }
    }
    for (Open entry : recursive) {
      if (entry.is(type, tag)) {
        return entry;
      }
    }
    return null;
  }

  private Value close(Open entry, JsonSchemaElement schema, ValueReader reader) {
    open.pop();
    if (entry.close(schema, reader, definitions)) {
      recursive.add(entry);
    }
    return new Value(schema, reader, Value.Shape.CONTAINER);
  }

  private static Constructor<?> canonical(Class<?> type, RecordComponent[] components) {
    Class<?>[] parameters = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      parameters[i] = components[i].getType();
    }
    try {
      return type.getDeclaredConstructor(parameters);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(
          "record " + type.getName() + " has no canonical constructor", e);
    }
  }

  /**
   * langchain4j's description annotation cannot be on a parameter; on a component it ends up on the
   * field.
   */
  private static @Nullable String fieldDescription(Class<?> type, String name) {
    try {
      return ValueCompiler.describedBy(type.getDeclaredField(name));
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("record " + type.getName() + " has no field " + name, e);
    }
  }

  /** A type being compiled, which may meet itself. */
  private static final class Open {
    private final TypeRef type;
    private final @Nullable String tag;
    private @Nullable String reference;
    private @Nullable RecursiveReader reader;

    Open(TypeRef type, @Nullable String tag) {
      this.type = type;
      this.tag = tag;
    }

    boolean is(TypeRef otherType, @Nullable String otherTag) {
      return type.raw() == otherType.raw()
          && type.arguments().equals(otherType.arguments())
          && java.util.Objects.equals(tag, otherTag);
    }

    Value refer(Map<String, JsonSchemaElement> definitions) {
      String name = reference;
      RecursiveReader recursive = reader;
      if (name == null || recursive == null) {
        name = type.raw().getSimpleName();
        for (int i = 2; definitions.containsKey(name); i++) {
          name = type.raw().getSimpleName() + i;
        }
        recursive = new RecursiveReader();
        JsonSchemaElement placeholder = JsonReferenceSchema.builder().reference(name).build();
        definitions.put(name, placeholder);
        reference = name;
        reader = recursive;
      }
      JsonSchemaElement schema = JsonReferenceSchema.builder().reference(name).build();
      return new Value(schema, recursive, Value.Shape.CONTAINER);
    }

    /** Says what the references made so far refer to; false if there are none. */
    boolean close(
        JsonSchemaElement schema,
        ValueReader complete,
        Map<String, JsonSchemaElement> definitions) {
      if (reference == null || reader == null) {
        return false;
      }
      definitions.put(reference, schema);
      reader.close(complete);
      return true;
    }
  }
}
