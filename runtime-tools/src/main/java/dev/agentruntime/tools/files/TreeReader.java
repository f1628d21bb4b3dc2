package dev.agentruntime.tools.files;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks directory trees without following links, within a bound, and stops at an interrupt.
 * Immutable.
 */
final class TreeReader {
  private static final int MAX_DIRECTORIES_SHOWN = 30;

  private final RootedPaths paths;
  private final int maxEntries;

  TreeReader(RootedPaths paths, int maxEntries) {
    this.paths = paths;
    this.maxEntries = maxEntries;
  }

  FileListing list(String path, int depth, int maxShown)
      throws RootedFileException, InterruptedException {
    Path start = paths.directory(path);
    List<FileListing.Entry> entries = new ArrayList<>();
    walk(
        path,
        start,
        depth,
        (file, attributes) -> {
          if (!file.equals(start)) {
            entries.add(
                new FileListing.Entry(
                    paths.shown(file),
                    kind(attributes),
                    attributes.isRegularFile() ? attributes.size() : 0,
                    attributes.lastModifiedTime().toInstant()));
          }
        });
    entries.sort(Comparator.comparing(FileListing.Entry::path));
    int shown = Math.min(maxShown, entries.size());
    return new FileListing(paths.shown(start), entries.subList(0, shown), entries.size() - shown);
  }

  /** The regular files of a tree, by path, or the file itself. */
  List<Path> files(String path) throws RootedFileException, InterruptedException {
    Path start = paths.resolve(path);
    if (!Files.isDirectory(start)) {
      return List.of(paths.file(path));
    }
    List<Path> files = new ArrayList<>();
    walk(
        path,
        start,
        Integer.MAX_VALUE,
        (file, attributes) -> {
          if (attributes.isRegularFile()) {
            files.add(file);
          }
        });
    files.sort(Comparator.naturalOrder());
    return files;
  }

  DiskUsage usage(String path, int maxFiles) throws RootedFileException, InterruptedException {
    Path start = paths.directory(path);
    Map<Path, long[]> sums = new HashMap<>();
    List<DiskUsage.File> files = new ArrayList<>();
    boolean complete =
        walk(
            path,
            start,
            Integer.MAX_VALUE,
            (file, attributes) -> {
              if (attributes.isDirectory()) {
                sums.putIfAbsent(file, new long[2]);
              } else if (attributes.isRegularFile()) {
                files.add(
                    new DiskUsage.File(
                        paths.shown(file),
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant()));
                addUpwards(sums, start, file, attributes.size());
              }
            });
    files.sort(
        Comparator.comparingLong(DiskUsage.File::bytes)
            .reversed()
            .thenComparing(DiskUsage.File::path));
    long[] all = sums.getOrDefault(start, new long[2]);
    try {
      FileStore store = Files.getFileStore(start);
      return new DiskUsage(
          new DiskUsage.Directory(paths.shown(start), all[0], all[1]),
          largestDirectories(sums),
          files.subList(0, Math.min(maxFiles, files.size())),
          new DiskUsage.Store(store.getTotalSpace(), store.getUsableSpace()),
          complete);
    } catch (IOException e) {
      throw new RootedFileException(path, paths.root(), e);
    }
  }

  private static void addUpwards(Map<Path, long[]> sums, Path start, Path file, long bytes) {
    Path directory = file.getParent();
    while (directory != null) {
      long[] sum = sums.computeIfAbsent(directory, _ -> new long[2]);
      sum[0] += bytes;
      sum[1]++;
      if (directory.equals(start)) {
        return;
      }
      directory = directory.getParent();
    }
  }

  private List<DiskUsage.Directory> largestDirectories(Map<Path, long[]> sums) {
    return sums.entrySet().stream()
        .map(
            entry ->
                new DiskUsage.Directory(
                    paths.shown(entry.getKey()), entry.getValue()[0], entry.getValue()[1]))
        .sorted(
            Comparator.comparingLong(DiskUsage.Directory::bytes)
                .reversed()
                .thenComparing(DiskUsage.Directory::path))
        .limit(MAX_DIRECTORIES_SHOWN)
        .toList();
  }

  private static FileListing.Kind kind(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return FileListing.Kind.FILE;
    }
    if (attributes.isDirectory()) {
      return FileListing.Kind.DIRECTORY;
    }
    return attributes.isSymbolicLink() ? FileListing.Kind.LINK : FileListing.Kind.OTHER;
  }

  /** What is done with each entry. */
  private interface Visit {
    void entry(Path file, BasicFileAttributes attributes);
  }

  /** Visits a tree, the start included; false if the bound was reached. */
  private boolean walk(String path, Path start, int depth, Visit visit)
      throws RootedFileException, InterruptedException {
    Walk walk = new Walk(visit);
    try {
      Files.walkFileTree(start, EnumSet.noneOf(FileVisitOption.class), depth, walk);
    } catch (IOException e) {
      throw new RootedFileException(path, paths.root(), e);
    }
    if (walk.interrupted) {
      throw new InterruptedException("interrupted while reading the tree '" + path + "'");
    }
    return walk.seen <= maxEntries;
  }

  /**
   * Counts entries, stops at the bound or an interrupt, and passes over what cannot be read.
   * Confined to one thread.
   */
  private final class Walk implements FileVisitor<Path> {
    private final Visit visit;
    private int seen;
    private boolean interrupted;

    Walk(Visit visit) {
      this.visit = visit;
    }

    private FileVisitResult entry(Path file, BasicFileAttributes attributes) {
      if (Thread.interrupted()) {
        interrupted = true;
        return FileVisitResult.TERMINATE;
      }
      if (++seen > maxEntries) {
        return FileVisitResult.TERMINATE;
      }
      visit.entry(file, attributes);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return entry(directory, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return entry(file, attributes);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
