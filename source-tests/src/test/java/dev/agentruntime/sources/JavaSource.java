package dev.agentruntime.sources;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * One parsed source file. The compiler's own parser reads it, so no syntax of the language level in
 * use is unknown to the rules.
 */
record JavaSource(Path file, CompilationUnitTree unit, Trees trees) {

  /** Parses all Java files of the project. */
  static List<JavaSource> all() {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(Tree.files(".java")));
      Trees trees = Trees.instance(task);
      List<JavaSource> sources = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        sources.add(new JavaSource(Path.of(unit.getSourceFile().toUri()), unit, trees));
      }
      return sources;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return Tree.name(file);
  }

  boolean isPackageInfo() {
    return file.endsWith("package-info.java");
  }

  /**
   * Whether this is code of a module, and not of a script or of a consumer that is built beside
   * them.
   */
  boolean isInModule() {
    return name().contains("/src/main/java/") || name().contains("/src/test/java/");
  }

  String packageName() {
    return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
  }

  /**
   * Where the file belongs: {@code runtime-core/src/main} and the like, or its folder if it is not
   * in a module.
   */
  String sourceSet() {
    String name = name();
    int java = name.indexOf("/java/");
    return java < 0 ? name : name.substring(0, java);
  }

  /** How many lines a piece of this file covers, from its first modifier to its last brace. */
  long lines(com.sun.source.tree.Tree piece) {
    return line(positions().getEndPosition(unit, piece)) - firstLine(piece) + 1;
  }

  /** The line a piece of this file starts on. */
  long firstLine(com.sun.source.tree.Tree piece) {
    return line(positions().getStartPosition(unit, piece));
  }

  /** The doc comment of this package-info's package. */
  @Nullable String packageComment() {
    return trees.getDocComment(TreePath.getPath(unit, unit.getPackage()));
  }

  static boolean isType(com.sun.source.tree.Tree piece) {
    return switch (piece.getKind()) {
      case Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.RECORD, Kind.ANNOTATION_TYPE -> true;
      default -> false;
    };
  }

  private SourcePositions positions() {
    return trees.getSourcePositions();
  }

  private long line(long position) {
    LineMap map = unit.getLineMap();
    return map.getLineNumber(position);
  }
}
