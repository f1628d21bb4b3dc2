package dev.agentruntime.tools.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentruntime.tools.files.RootedFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class RootedFilesTest {
  @TempDir Path outside;

  private Path root = Path.of(".");
  private RootedFiles files = RootedFiles.below(Path.of("."));

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(outside.resolve("root"));
    files = RootedFiles.below(root);
    Files.writeString(outside.resolve("secret.txt"), "key=1234\n");
  }

  @Test
  void aPathThatLeavesTheRootIsRefusedWhetherItExistsOrNot() {
    for (String path :
        List.of(
            "../secret.txt",
            "../none",
            "a/../../secret.txt",
            outside.resolve("secret.txt").toString(),
            "/etc/passwd")) {
      RootedFileException e = refused(Reason.OUTSIDE_ROOT, () -> files.lines(path, 1, 10));
      assertEquals(
          "'" + path + "' is outside the root (root " + files.root() + ")", e.getMessage());
    }
  }

  @Test
  void aLinkThatLeavesTheRootIsRefused() throws Exception {
    Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("dir"), outside);
    Files.createSymbolicLink(root.resolve("twice"), root.resolve("dir"));
    for (String path : List.of("file", "dir/secret.txt", "twice/secret.txt")) {
      refused(Reason.OUTSIDE_ROOT, () -> files.lines(path, 1, 10));
      refused(Reason.OUTSIDE_ROOT, () -> files.tail(path, 10));
      refused(Reason.OUTSIDE_ROOT, () -> files.chunk(path, 0, 10));
      refused(Reason.OUTSIDE_ROOT, () -> files.search(path, "key", 10));
    }
    refused(Reason.OUTSIDE_ROOT, () -> files.list("dir", 1));
    refused(Reason.OUTSIDE_ROOT, () -> files.usage("dir", 1));
  }

  @Test
  void dotsAfterALinkMeanWhereItLeads() throws Exception {
    Path inner = Files.createDirectories(outside.resolve("other/inner"));
    Files.createSymbolicLink(root.resolve("link"), inner);
    Files.writeString(outside.resolve("other/secret.txt"), "x");
    Files.writeString(root.resolve("secret.txt"), "harmless");
    refused(Reason.OUTSIDE_ROOT, () -> files.lines("link/../secret.txt", 1, 1));
  }

  @Test
  void walkingATreeFollowsNoLink() throws Exception {
    Files.createSymbolicLink(root.resolve("dir"), outside);
    Files.createSymbolicLink(root.resolve("loop"), root);
    Files.writeString(root.resolve("a.txt"), "harmless key\n");
    assertEquals(
        List.of("a.txt", "dir", "loop"),
        files.list(".", 9).entries().stream().map(FileListing.Entry::path).toList());
    assertEquals(
        List.of("a.txt"),
        files.search(".", "key", 10).matches().stream().map(TextSearch.Match::path).toList());
    assertEquals(13, files.usage(".", 10).total().bytes());
  }

  @Test
  void aLinkThatStaysInsideIsFollowedWhenNamed() throws Exception {
    Files.writeString(root.resolve("a.txt"), "here\n");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("a.txt"));
    TextSlice slice = files.lines("link", 1, 10);
    assertEquals(List.of("here"), slice.lines());
    assertEquals("a.txt", slice.path());
  }

  @Test
  void whatIsNoTextFileIsRefusedByName() throws Exception {
    Files.write(root.resolve("binary"), new byte[] {'a', 0, 'b'});
    Files.createDirectory(root.resolve("dir"));
    refused(Reason.BINARY, () -> files.lines("binary", 1, 10));
    refused(Reason.BINARY, () -> files.tail("binary", 10));
    refused(Reason.BINARY, () -> files.chunk("binary", 0, 10));
    refused(Reason.NOT_A_FILE, () -> files.lines("dir", 1, 10));
    refused(Reason.NOT_A_DIRECTORY, () -> files.list("binary", 1));
    refused(Reason.NOT_FOUND, () -> files.lines("none", 1, 10));
    refused(Reason.INVALID, () -> files.lines("a\0b", 1, 10));
  }

  @Test
  void aPipeIsRefusedInsteadOfBlocking() throws Exception {
    assertEquals(
        0, new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor());
    refused(Reason.NOT_A_FILE, () -> files.lines("pipe", 1, 10));
    assertEquals(0, files.search(".", "x", 10).coverage().files());
  }

  @Test
  void linesAreReadByNumber() throws Exception {
    Files.writeString(root.resolve("f"), numbered(1, 100));
    assertEquals(
        new TextSlice("f", 292, OptionalLong.of(5), List.of("5", "6", "7"), true),
        files.lines("f", 5, 3));
    assertEquals(
        new TextSlice("f", 292, OptionalLong.of(99), List.of("99", "100"), false),
        files.lines("f", 99, 3));
    assertEquals(List.of(), files.lines("f", 101, 3).lines());
    assertEquals(
        new TextSlice("f", 292, OptionalLong.empty(), List.of("99", "100"), true),
        files.tail("f", 2));
    assertEquals(100, files.tail("f", 500).lines().size());
  }

  @Test
  void lineEndsOfBothKindsAndAMissingLastOneAreUnderstood() throws Exception {
    Files.writeString(root.resolve("f"), "a\r\nb\n\nc");
    assertEquals(List.of("a", "b", "", "c"), files.lines("f", 1, 10).lines());
    assertEquals(List.of("", "c"), files.tail("f", 2).lines());
    Files.writeString(root.resolve("empty"), "");
    assertEquals(List.of(), files.lines("empty", 1, 10).lines());
    assertEquals(List.of(), files.tail("empty", 10).lines());
  }

  @Test
  void answersAreBoundedInBytes() throws Exception {
    Files.writeString(root.resolve("f"), numbered(1, 100_000));
    assertTrue(
        files.lines("f", 1, 100_000).lines().stream().mapToInt(line -> line.length() + 1).sum()
            <= RootedFiles.MAX_BYTES);
    TextSlice tail = files.tail("f", 100_000);
    assertEquals("100000", tail.lines().getLast());
    assertTrue(tail.lines().size() < 20_000 && tail.more(), tail.lines()::getFirst);
    // It began in the middle of a line, which is left out.
    assertTrue(tail.lines().getFirst().length() == 5, tail.lines().getFirst());
    assertEquals(RootedFiles.MAX_BYTES, files.chunk("f", 0, Integer.MAX_VALUE).length());
  }

  @Test
  void aLineWithoutEndCostsABoundedAnswer() throws Exception {
    Files.writeString(root.resolve("f"), "x".repeat(300_000) + "\nnext\n");
    List<String> lines = files.lines("f", 1, 2).lines();
    assertEquals("x".repeat(2000) + " [… 298000 bytes more]", lines.getFirst());
    assertEquals("next", lines.getLast());
  }

  @Test
  void bytesAreReadByOffset() throws Exception {
    Files.writeString(root.resolve("f"), "0123456789");
    assertEquals(new TextChunk("f", 10, 3, 4, "3456"), files.chunk("f", 3, 4));
    assertEquals(new TextChunk("f", 10, 8, 2, "89"), files.chunk("f", 8, 40));
    assertEquals(new TextChunk("f", 10, 10, 0, ""), files.chunk("f", 50, 4));
  }

  @Test
  void aSearchNamesFileAndLineAndCountsTheRest() throws Exception {
    Files.createDirectory(root.resolve("d"));
    Files.writeString(root.resolve("d/a"), "one\nERROR two\n");
    Files.writeString(root.resolve("b"), "error three\nError four\n");
    Files.write(root.resolve("bin"), new byte[] {'e', 'r', 'r', 0});
    TextSearch search = files.search(".", "(?i)error", 2);
    assertEquals(
        List.of(
            new TextSearch.Match("b", 1, "error three"),
            new TextSearch.Match("b", 2, "Error four")),
        search.matches());
    assertEquals(3, search.matchingLines());
    assertEquals(new TextSearch.Coverage(2, 1, true), search.coverage());
    assertEquals(1, files.search("d/a", "ERR", 10).matchingLines());
  }

  @Test
  void aPatternThatBacktracksWithoutEndIsRefused() throws Exception {
    Files.writeString(root.resolve("f"), "a".repeat(60) + "!\n");
    RootedFileException e =
        refused(Reason.INVALID, () -> files.search(".", "(a*)(a*)(a*)(a*)(a*)(a*)(a*)b\\1", 10));
    assertTrue(
        String.valueOf(e.getMessage()).contains("takes more than 2000000 steps on line 1"),
        e.getMessage());
    refused(Reason.INVALID, () -> files.search(".", "(unclosed", 10));
  }

  @Test
  void usageSumsUpEachDirectoryAndNamesTheLargestFiles() throws Exception {
    Files.createDirectories(root.resolve("a/b"));
    Files.write(root.resolve("a/b/big"), new byte[5000]);
    Files.write(root.resolve("a/small"), new byte[10]);
    Files.write(root.resolve("top"), new byte[300]);
    DiskUsage usage = files.usage(".", 2);
    assertEquals(new DiskUsage.Directory(".", 5310, 3), usage.total());
    assertEquals(
        List.of(
            new DiskUsage.Directory(".", 5310, 3),
            new DiskUsage.Directory("a", 5010, 2),
            new DiskUsage.Directory("a/b", 5000, 1)),
        usage.directories());
    assertEquals(
        List.of("a/b/big", "top"), usage.largest().stream().map(DiskUsage.File::path).toList());
    assertTrue(usage.store().bytes() > 0 && usage.complete());
    assertEquals(5010, files.usage("a", 1).total().bytes());
  }

  @Test
  void anInterruptEndsAReadAndIsNoResult() throws Exception {
    Files.writeString(root.resolve("f"), numbered(1, 100_000));
    for (Executable read :
        List.<Executable>of(
            () -> files.lines("f", 90_000, 1),
            () -> files.tail("f", 1),
            () -> files.search(".", "x", 1),
            () -> files.list(".", 1),
            () -> files.usage(".", 1))) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, read);
      assertFalse(Thread.interrupted());
    }
  }

  @Test
  void senselessBoundsFailAtOnceAndNameTheValue() {
    assertMessage("from must be at least 1, was 0", () -> files.lines("f", 0, 1));
    assertMessage("count must be at least 1, was 0", () -> files.lines("f", 1, 0));
    assertMessage("depth must be at least 1, was 0", () -> files.list(".", 0));
    assertMessage("offset must not be negative, was -1", () -> files.chunk("f", -1, 1));
    assertMessage(
        "root must be an existing directory, was " + root.resolve("none"),
        () -> RootedFiles.below(root.resolve("none")));
  }

  @Test
  void theModelReadsPlainLines() throws Exception {
    FileTools tools = new FileTools(files);
    Files.writeString(root.resolve("f"), "a\nb\nc\n");
    assertEquals("f (6 bytes), lines 2 to 2, goes on:\nb\n", tools.readFile("f", 2, 1));
    assertEquals("f (6 bytes), its last 2 lines:\nb\nc\n", tools.tailFile("f", 2));
    assertEquals(
        "f:2: b\n1 matching line(s) in 1 file(s) of '.'\n", tools.searchFiles(".", "b", 5));
    assertTrue(tools.listFiles(".", 1).startsWith("f  6 bytes  2"), tools.listFiles(".", 1));
    assertTrue(
        tools.diskUsage(".").startsWith("total 6 bytes in 1 files below '.'\nfile system "),
        tools.diskUsage("."));
  }

  private static String numbered(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  private static RootedFileException refused(Reason reason, Executable executable) {
    RootedFileException e = assertThrows(RootedFileException.class, executable);
    assertEquals(reason, e.reason(), e.getMessage());
    return e;
  }

  private static void assertMessage(String message, Executable executable) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, executable).getMessage());
  }
}
