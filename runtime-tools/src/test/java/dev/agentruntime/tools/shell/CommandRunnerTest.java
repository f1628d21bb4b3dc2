package dev.agentruntime.tools.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandRunnerTest {
  @TempDir Path root;

  @Test
  void aCommandReturnsItsExitCodeAndBothStreams() throws Exception {
    CommandResult result =
        CommandRunner.builder(root)
            .build()
            .run(Command.of("sh", "-c", "echo out; echo err >&2; exit 3"));
    assertEquals(new CommandEnd.Exited(3), result.end());
    assertEquals("out\n", result.stdout().text());
    assertEquals("err\n", result.stderr().text());
    assertFalse(result.succeeded());
    assertEquals(0, result.leftovers().ended());
  }

  @Test
  void argumentsReachTheProgramAsTheyAre() throws Exception {
    CommandResult result =
        CommandRunner.builder(root)
            .build()
            .run(Command.of("printf", "%s|", "a b", "*", "$HOME", "'\""));
    assertEquals("a b|*|$HOME|'\"|", result.stdout().text());
  }

  @Test
  void secretsOfTheHostAreNotInherited() throws Exception {
    String environment = CommandRunner.builder(root).build().run(Command.of("env")).stdout().text();
    Set<String> names =
        environment
            .lines()
            .filter(line -> line.contains("="))
            .map(line -> line.substring(0, line.indexOf('=')))
            .collect(Collectors.toSet());
    names.removeIf(
        name ->
            CommandRunner.DEFAULT_INHERITED.contains(name)
                || name.startsWith(CommandRunner.MARKER));
    assertEquals(Set.of(), names);
    // The host of this test does have more than that, or the line above would prove nothing.
    assertTrue(
        System.getenv().keySet().stream()
            .anyMatch(name -> !CommandRunner.DEFAULT_INHERITED.contains(name)));
  }

  @Test
  void onlyNamedVariablesAreHandedOn() throws Exception {
    CommandRunner runner =
        CommandRunner.builder(root).inherit("PATH").environment("COLOUR", "blue").build();
    String environment = runner.run(Command.of("env")).stdout().text();
    assertTrue(environment.contains("COLOUR=blue"), environment);
    assertTrue(environment.contains("PATH="), environment);
    assertFalse(environment.contains("HOME="), environment);
  }

  @Test
  void longOutputIsBoundedAndReadToItsEnd() throws Exception {
    CommandRunner runner = CommandRunner.builder(root).outputLimit(1000).build();
    CommandResult result =
        runner.run(
            Command.of(
                "sh",
                "-c",
                "i=0; while [ $i -lt 40000 ]; do echo line $i; i=$((i+1)); done; echo end >&2"));
    assertTrue(result.succeeded(), result.toString());
    assertTrue(result.stdout().text().startsWith("line 0\n"));
    assertTrue(result.stdout().text().endsWith("line 39999\n"));
    assertTrue(result.stdout().text().length() < 1100, () -> result.stdout().text());
    assertTrue(result.stdout().totalBytes() > 400_000);
    assertEquals("end\n", result.stderr().text());
  }

  @Test
  void aCommandThatNeverStopsWritingIsEndedAtItsTimeLimit() throws Exception {
    CommandRunner runner = CommandRunner.builder(root).grace(Duration.ZERO).build();
    CommandResult result = runner.run(Command.of("yes").within(Duration.ofMillis(200)));
    assertEquals(new CommandEnd.TimedOut(Duration.ofMillis(200)), result.end());
    assertEquals(0, result.leftovers().survivors().size());
  }

  @Test
  void aCommandCanOnlyShortenTheRunnersTimeLimit() throws Exception {
    CommandRunner runner =
        CommandRunner.builder(root).timeout(Duration.ofMillis(40)).grace(Duration.ZERO).build();
    CommandResult result = runner.run(Command.of("sleep", "600").within(Duration.ofHours(1)));
    assertEquals(new CommandEnd.TimedOut(Duration.ofMillis(40)), result.end());
  }

  @Test
  void spooledOutputIsBoundedTooAndLeavesNoFile() throws Exception {
    CommandRunner runner = CommandRunner.builder(root).outputLimit(1000).build();
    CommandResult result = runner.run(Command.of("seq", "1", "10000").spooled());
    assertTrue(result.stdout().text().startsWith("1\n2\n"));
    assertTrue(result.stdout().text().endsWith("9999\n10000\n"));
    assertEquals(48_894, result.stdout().totalBytes());
    assertThrows(
        CommandException.class, () -> runner.run(Command.of("no-such-program-here").spooled()));
    try (Stream<Path> left = Files.list(root)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void standardInputIsEmpty() throws Exception {
    assertEquals("", CommandRunner.builder(root).build().run(Command.of("cat")).stdout().text());
  }

  @Test
  void aCommandStartsInTheRootOrBelowIt() throws Exception {
    Path inner = Files.createDirectory(root.resolve("inner"));
    CommandRunner runner = CommandRunner.builder(root).build();
    assertEquals(root.toRealPath() + "\n", runner.run(Command.of("pwd")).stdout().text());
    assertEquals(
        inner.toRealPath() + "\n", runner.run(Command.of("pwd").in("inner")).stdout().text());
  }

  @Test
  void aDirectoryOutsideTheRootIsRefused() throws IOException {
    Path inner = Files.createDirectory(root.resolve("inner"));
    Files.createSymbolicLink(inner.resolve("link"), root);
    CommandRunner runner = CommandRunner.builder(inner).build();
    for (String outside : new String[] {"..", "link", root.toString(), "missing", "../inner/.."}) {
      CommandException e =
          assertThrows(CommandException.class, () -> runner.run(Command.of("pwd").in(outside)));
      assertEquals(CommandException.Reason.REFUSED, e.reason());
      String message = String.valueOf(e.getMessage());
      assertTrue(
          message.contains("'" + outside + "'") && message.contains(inner.toString()), message);
    }
  }

  @Test
  void onlyAllowedProgramsRun() throws Exception {
    CommandRunner runner = CommandRunner.builder(root).programs("echo", "ls").build();
    assertEquals("hi\n", runner.run(Command.of("echo", "hi")).stdout().text());
    CommandException e =
        assertThrows(CommandException.class, () -> runner.run(Command.of("sh", "-c", "echo hi")));
    assertEquals(CommandException.Reason.REFUSED, e.reason());
    assertEquals("program 'sh' is not allowed; allowed are echo, ls", e.getMessage());
  }

  @Test
  void scriptsAreOffUnlessAllowed() throws Exception {
    assertEquals(
        CommandException.Reason.REFUSED,
        assertThrows(
                CommandException.class,
                () -> CommandRunner.builder(root).build().run(Command.shell("echo $((1+2))")))
            .reason());
    assertEquals(
        "3\n",
        CommandRunner.builder(root)
            .allowShell()
            .build()
            .run(Command.shell("echo $((1+2))"))
            .stdout()
            .text());
  }

  @Test
  void aProgramThatDoesNotExistSaysSo() {
    CommandException e =
        assertThrows(
            CommandException.class,
            () -> CommandRunner.builder(root).build().run(Command.of("no-such-program-here")));
    assertEquals(CommandException.Reason.NOT_STARTED, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains("no-such-program-here"), e.getMessage());
    assertInstanceOf(IOException.class, e.getCause());
  }

  @Test
  void senselessSettingsFailAtOnceAndNameTheBound() {
    assertMessage(
        "timeout must be positive, was PT0S",
        () -> CommandRunner.builder(root).timeout(Duration.ZERO));
    assertMessage(
        "grace must not be negative, was PT-1S",
        () -> CommandRunner.builder(root).grace(Duration.ofSeconds(-1)));
    assertMessage(
        "output limit must be at least 256 bytes, was 255",
        () -> CommandRunner.builder(root).outputLimit(255));
    assertMessage(
        "programs must name at least one program, was empty",
        () -> CommandRunner.builder(root).programs());
    assertMessage(
        "timeout must be positive, was PT-5S",
        () -> Command.of("ls").within(Duration.ofSeconds(-5)));
    assertMessage("argv must name a program first, was []", () -> Command.of());
    assertMessage("argv must not hold a NUL character, was [a, \0]", () -> Command.of("a", "\0"));
    assertMessage(
        "root must be an existing directory, was " + root.resolve("missing"),
        () -> CommandRunner.builder(root.resolve("missing")).build());
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable executable) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, executable).getMessage());
  }
}
