package dev.agentruntime.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Guards the tails: no file, method, parameter list or type grows past a size at which readers lose
 * it. Tests are bound too.
 */
final class SizeRulesTest {
  private static final int FILE_LINES = 500;
  private static final int METHOD_LINES = 50;
  private static final int PARAMETERS = 5;

  /** A record's components are named where it is read, so its header may hold more than a call. */
  private static final int RECORD_COMPONENTS = 9;

  private static final int METHODS_PER_TYPE = 25;

  /** The rules must not pass on nothing. Raise it as the tree grows; never lower it. */
  private static final int LEAST_FILES = 200;

  private static final Findings FOUND = new Findings();

  @BeforeAll
  static void measure() {
    for (JavaSource source : JavaSource.all()) {
      FOUND.files++;
      new Ruler(source).scan(source.unit(), null);
    }
  }

  @Test
  void theRulesSeeTheTree() {
    assertTrue(FOUND.files >= LEAST_FILES, () -> "only " + FOUND.files + " files were read");
  }

  @Test
  void noFileIsLongerThan500Lines() {
    assertNone(FOUND.longFiles, "File has more than " + FILE_LINES + " lines");
  }

  @Test
  void noMethodIsLongerThan50Lines() {
    assertNone(FOUND.longMethods, "Method has more than " + METHOD_LINES + " lines");
  }

  @Test
  void nothingOutsidePrivateCodeTakesMoreThanFiveParameters() {
    assertNone(FOUND.wideMethods, "More than " + PARAMETERS + " parameters");
  }

  @Test
  void noRecordHasMoreThanNineComponents() {
    assertNone(FOUND.wideRecords, "Record has more than " + RECORD_COMPONENTS + " components");
  }

  @Test
  void noTypeDeclaresMoreThan25Methods() {
    assertNone(FOUND.bigTypes, "Type has more than " + METHODS_PER_TYPE + " methods");
  }

  @Test
  void everyFileHoldsOneTopLevelType() {
    assertNone(FOUND.crowdedFiles, "File has more than one top-level type");
  }

  private static void assertNone(List<String> found, String rule) {
    assertEquals(List.of(), found, () -> rule + ":\n  " + String.join("\n  ", found) + "\n");
  }

  /** What is too big, one line each. Filled once, by the thread that runs the tests. */
  private static final class Findings {
    final List<String> longFiles = new ArrayList<>();
    final List<String> longMethods = new ArrayList<>();
    final List<String> wideMethods = new ArrayList<>();
    final List<String> wideRecords = new ArrayList<>();
    final List<String> bigTypes = new ArrayList<>();
    final List<String> crowdedFiles = new ArrayList<>();
    int files;
  }

  /** Measures one file. */
  private static final class Ruler extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final JavaSource source;
    private final Set<MethodTree> canonical = new HashSet<>();
    private int privateTypes;

    Ruler(JavaSource source) {
      this.source = source;
      long lines = Tree.read(source.file()).lines().count();
      if (lines > FILE_LINES) {
        FOUND.longFiles.add(source.name() + ": " + lines);
      }
      long types = source.unit().getTypeDecls().stream().filter(JavaSource::isType).count();
      if (types > 1) {
        FOUND.crowdedFiles.add(source.name() + ": " + types);
      }
    }

    /** A test class has a method per rule it proves; the more the better. */
    private boolean isTest() {
      return source.name().contains("/src/test/java/");
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
      long methods = type.getMembers().stream().filter(Ruler::isMethod).count();
      if (methods > METHODS_PER_TYPE && !isTest()) {
        FOUND.bigTypes.add(at(type) + " " + type.getSimpleName() + ": " + methods);
      }
      if (type.getKind() == Kind.RECORD) {
        measureHeader(type);
      }
      int inside = isPrivate(type.getModifiers()) ? 1 : 0;
      privateTypes += inside;
      super.visitClass(type, null);
      privateTypes -= inside;
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      long lines = source.lines(method);
      if (lines > METHOD_LINES) {
        FOUND.longMethods.add(at(method) + " " + method.getName() + ": " + lines);
      }
      int parameters = method.getParameters().size();
      boolean called = privateTypes == 0 && !isPrivate(method.getModifiers());
      if (parameters > PARAMETERS && called && !canonical.contains(method) && !isTool(method)) {
        FOUND.wideMethods.add(at(method) + " " + method.getName() + ": " + parameters);
      }
      return super.visitMethod(method, null);
    }

    /** The canonical constructor repeats the header, which is measured by itself. */
    private void measureHeader(ClassTree type) {
      long components = type.getMembers().stream().filter(Ruler::isComponent).count();
      for (var member : type.getMembers()) {
        if (member instanceof MethodTree maker
            && maker.getReturnType() == null
            && maker.getParameters().size() == components) {
          canonical.add(maker);
        }
      }
      if (components > RECORD_COMPONENTS) {
        FOUND.wideRecords.add(at(type) + " " + type.getSimpleName() + ": " + components);
      }
    }

    /**
     * A tool made for a test is as wide as the test is about: a model fills it in by name, nobody
     * calls it by position. The tools that are published are bound.
     */
    private boolean isTool(MethodTree method) {
      boolean published =
          source.name().startsWith("runtime-") && source.name().contains("/src/main/");
      return !published
          && method.getModifiers().getAnnotations().stream()
              .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Tool"));
    }

    private String at(com.sun.source.tree.Tree piece) {
      return source.name() + ":" + source.firstLine(piece);
    }

    private static boolean isPrivate(ModifiersTree modifiers) {
      return modifiers.getFlags().contains(Modifier.PRIVATE);
    }

    private static boolean isMethod(com.sun.source.tree.Tree member) {
      return member instanceof MethodTree method && method.getReturnType() != null;
    }

    /** In a record, a field that is not static is a component: the language allows no other. */
    private static boolean isComponent(com.sun.source.tree.Tree member) {
      return member instanceof VariableTree field
          && !field.getModifiers().getFlags().contains(Modifier.STATIC);
    }
  }
}
