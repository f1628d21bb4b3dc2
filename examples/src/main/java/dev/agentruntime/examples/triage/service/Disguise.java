package dev.agentruntime.examples.triage.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives compiled classes other names: for themselves, their source files and their methods called
 * {@code template…}. What the service does is then nowhere to be read but in what it does. Confined
 * to one thread.
 */
final class Disguise {
  private static final String RENAMED_METHODS = "template";

  private final Names names;

  Disguise(Names names) {
    this.names = names;
  }

  /**
   * The same classes under names of their own, in a loader of their own; they may refer to each
   * other.
   */
  Disguised of(Class<?>... templates) {
    Map<ClassDesc, ClassDesc> types = new HashMap<>();
    for (Class<?> template : templates) {
      types.put(template.describeConstable().orElseThrow(), ClassDesc.of(names.type()));
    }
    Renaming renaming =
        new Renaming(
            types, Map.of("templateOuter", names.method(), "templateInner", names.method()));
    Map<String, byte[]> classes = new HashMap<>();
    Map<Class<?>, String> made = new HashMap<>();
    for (Class<?> template : templates) {
      ClassDesc name = renaming.type(template.describeConstable().orElseThrow());
      String binaryName = name.packageName() + "." + name.displayName();
      classes.put(binaryName, renaming.rewritten(bytes(template), name));
      made.put(template, binaryName);
    }
    return new Disguised(new Loader(classes), made, renaming.methods());
  }

  private static byte[] bytes(Class<?> template) {
    try (InputStream stream = template.getResourceAsStream(template.getSimpleName() + ".class")) {
      if (stream == null) {
        throw new IllegalStateException("no class file of " + template);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("class file of " + template, e);
    }
  }

  /** Old names to new ones. */
  private record Renaming(Map<ClassDesc, ClassDesc> types, Map<String, String> methods) {
    ClassDesc type(ClassDesc old) {
      return types.getOrDefault(old, old);
    }

    MethodTypeDesc type(MethodTypeDesc old) {
      List<ClassDesc> parameters = old.parameterList().stream().map(this::type).toList();
      return MethodTypeDesc.of(type(old.returnType()), parameters);
    }

    String method(String old) {
      return old.startsWith(RENAMED_METHODS) ? methods.getOrDefault(old, old) : old;
    }

    byte[] rewritten(byte[] template, ClassDesc name) {
      ClassHierarchyResolver made = ClassHierarchyResolver.of(List.of(), superclasses());
      ClassFile classFile =
          ClassFile.of(
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.defaultResolver().orElse(made)));
      ClassModel model = classFile.parse(template);
      ClassTransform members =
          (builder, element) -> {
            switch (element) {
              case FieldModel field ->
                  builder.withField(
                      field.fieldName().stringValue(),
                      type(field.fieldTypeSymbol()),
                      field.flags().flagsMask());
              case MethodModel method ->
                  builder.withMethod(
                      method(method.methodName().stringValue()),
                      type(method.methodTypeSymbol()),
                      method.flags().flagsMask(),
                      body ->
                          method
                              .code()
                              .ifPresent(
                                  code ->
                                      body.transformCode(
                                          code, CodeTransform.ofStateful(() -> this::rewrite))));
              case SourceFileAttribute _ ->
                  builder.with(SourceFileAttribute.of(name.displayName() + ".java"));
              default -> builder.with(element);
            }
          };
      return classFile.transformClass(model, name, members);
    }

    private Map<ClassDesc, ClassDesc> superclasses() {
      Map<ClassDesc, ClassDesc> superclasses = new HashMap<>();
      types.values().forEach(type -> superclasses.put(type, ClassDesc.of("java.lang.Object")));
      return superclasses;
    }

    private void rewrite(CodeBuilder builder, CodeElement element) {
      switch (element) {
        case FieldInstruction field ->
            builder.fieldAccess(
                field.opcode(),
                type(field.owner().asSymbol()),
                field.name().stringValue(),
                type(field.typeSymbol()));
        case InvokeInstruction call ->
            builder.invoke(
                call.opcode(),
                type(call.owner().asSymbol()),
                method(call.name().stringValue()),
                type(call.typeSymbol()),
                call.isInterface());
        case NewObjectInstruction make -> builder.new_(type(make.className().asSymbol()));
        case TypeCheckInstruction check ->
            builder.with(TypeCheckInstruction.of(check.opcode(), type(check.type().asSymbol())));
        // They name the template's types and serve debuggers only.
        case LocalVariable _, LocalVariableType _ -> {}
        default -> builder.with(element);
      }
    }
  }

  /** Defines what it was given and leaves the rest to the loader of this class. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes) {
      super(Disguise.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
