package dev.agentruntime.sources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of the project, build output and version control left out. */
final class Tree {
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", ".vscode");

  private Tree() {}

  /** The root of the project: the parent of the module these tests run in. */
  static Path root() {
    return Path.of("..").toAbsolutePath().normalize();
  }

  /** All files whose name ends so, in a stable order. */
  static List<Path> files(String suffix) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(root(), new Finder(suffix, found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  /** The path as it is written in messages and documents. */
  static String name(Path file) {
    return root().relativize(file).toString();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Finder extends SimpleFileVisitor<Path> {
    private final String suffix;
    private final List<Path> found;

    Finder(String suffix, List<Path> found) {
      this.suffix = suffix;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return NOT_OURS.contains(folder.getFileName().toString())
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (file.getFileName().toString().endsWith(suffix)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
