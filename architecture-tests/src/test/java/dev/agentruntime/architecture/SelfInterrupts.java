package dev.agentruntime.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@code Thread.currentThread().interrupt()}, which restores a flag and is asked for, from
 * the interrupt of another thread, which goes through the door. The access itself does not say
 * whose method is called, so the bytecode is read: the instruction before the call must be the one
 * that fetches the current thread.
 */
final class SelfInterrupts {
  private static final ConcurrentMap<JavaClass, Set<Integer>> FOREIGN = new ConcurrentHashMap<>();

  private SelfInterrupts() {}

  /**
   * Whether this access is a thread interrupting itself. A reference to the method is not: its
   * receiver is open.
   */
  static boolean is(JavaAccess<?> access) {
    return access instanceof JavaMethodCall
        && access.getTarget().getName().equals("interrupt")
        && !FOREIGN
            .computeIfAbsent(access.getOriginOwner(), SelfInterrupts::foreignLines)
            .contains(access.getLineNumber());
  }

  /** The lines of a class on which it interrupts a thread that need not be its own. */
  private static Set<Integer> foreignLines(JavaClass type) {
    Set<Integer> lines = new HashSet<>();
    for (var method : read(type).methods()) {
      method.code().ifPresent(code -> collect(code, lines));
    }
    return lines;
  }

  private static void collect(CodeModel code, Set<Integer> lines) {
    int line = 0;
    Instruction before = null;
    for (CodeElement element : code) {
      if (element instanceof LineNumber number) {
        line = number.line();
      } else if (element instanceof Instruction instruction) {
        if (calls(instruction, "interrupt") && !calls(before, "currentThread")) {
          lines.add(line);
        }
        before = instruction;
      }
    }
  }

  private static boolean calls(@Nullable Instruction instruction, String method) {
    return instruction instanceof InvokeInstruction call
        && call.owner().asInternalName().equals("java/lang/Thread")
        && call.name().equalsString(method);
  }

  private static ClassModel read(JavaClass type) {
    Path file =
        Path.of(
            type.getSource()
                .orElseThrow(() -> new IllegalStateException(type.getName() + " has no file"))
                .getUri());
    try {
      return ClassFile.of().parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
