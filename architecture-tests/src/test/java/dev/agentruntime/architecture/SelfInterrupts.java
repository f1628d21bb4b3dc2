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
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
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
 * whose method is called, so the bytecode is read: the receiver must be the current thread as it
 * was just fetched, or a local variable that never holds anything else.
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
    for (MethodModel method : read(type).methods()) {
      method.code().ifPresent(code -> collect(code, selves(code), lines));
    }
    return lines;
  }

  private static void collect(CodeModel code, Set<Integer> selves, Set<Integer> lines) {
    int line = 0;
    Instruction before = null;
    for (CodeElement element : code) {
      if (element instanceof LineNumber number) {
        line = number.line();
      } else if (element instanceof Instruction instruction) {
        boolean own =
            calls(before, "currentThread")
                || (before instanceof LoadInstruction load && selves.contains(load.slot()));
        if (calls(instruction, "interrupt") && !own) {
          lines.add(line);
        }
        before = instruction;
      }
    }
  }

  /** The local variables to which only the current thread is ever assigned. */
  private static Set<Integer> selves(CodeModel code) {
    Set<Integer> selves = new HashSet<>();
    Set<Integer> others = new HashSet<>();
    Instruction before = null;
    for (CodeElement element : code) {
      if (element instanceof Instruction instruction) {
        if (instruction instanceof StoreInstruction store) {
          (calls(before, "currentThread") ? selves : others).add(store.slot());
        }
        before = instruction;
      }
    }
    selves.removeAll(others);
    return selves;
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
