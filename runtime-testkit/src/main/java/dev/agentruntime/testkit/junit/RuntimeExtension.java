package dev.agentruntime.testkit.junit;

import dev.agentruntime.testkit.event.EventRecorder;
import dev.agentruntime.testkit.time.TrackedTime;
import dev.agentruntime.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit 5 extension that hands tests their clocks and recorders, and fails a test that leaves
 * something behind.
 *
 * <pre>{@code
 * @ExtendWith(RuntimeExtension.class)
 * class TriageTest {
 *   @Test
 *   void namesTheFullDisk(VirtualTime time, EventRecorder events) { ... }
 * }
 * }</pre>
 *
 * <p>Parameters of test methods, of {@code @BeforeEach} and {@code @AfterEach} methods and of the
 * constructor may be a {@link VirtualTime}, a {@link TrackedTime} on the real clock, or an {@link
 * EventRecorder}: one of each per test, made when first asked for. A virtual time must be asked for
 * by the thread that runs the test, as JUnit does by default.
 *
 * <p>After the test and its {@code @AfterEach} methods it fails the test if
 *
 * <ul>
 *   <li>a thread started through the virtual or the tracked time is alive, or its task threw;
 *   <li>a {@link dev.agentruntime.scope.TaskScope} on the virtual or the tracked time was not
 *       closed, even if it has no child;
 *   <li>a virtual thread with a name was started since the test began, by whomever, and is alive,
 *       according to the JVM's own thread dump: so it finds a runtime that was not given the
 *       tracked time. Left out if tests run in parallel, since nobody knows then whose thread it
 *       is;
 *   <li>virtual time stood still;
 *   <li>the interrupt flag of the test's own thread is set, which the next test would fall over;
 *   <li>the recorded events are not well nested: a call without its outcome, a start without its
 *       end.
 * </ul>
 *
 * <p>Threads it finds on the tracked time are interrupted, so that they do not disturb later tests.
 * Immutable; what it keeps for a test lives in JUnit's store.
 */
public final class RuntimeExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  /**
   * How long threads that have done their work may take to end: a moment, but on a machine that is
   * loaded.
   */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RuntimeExtension.class);
  private static final List<Class<?>> PARAMETERS =
      List.of(VirtualTime.class, TrackedTime.class, EventRecorder.class);

  private final Duration grace;

  /** An extension with {@link #DEFAULT_GRACE}; for {@code @ExtendWith}. */
  public RuntimeExtension() {
    this(DEFAULT_GRACE);
  }

  private RuntimeExtension(Duration grace) {
    this.grace = grace;
  }

  /**
   * An extension with another grace; for {@code @RegisterExtension}.
   *
   * @param grace how long threads may take to end after the test, in real time; zero or more
   * @return a new extension
   */
  public static RuntimeExtension withGrace(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative, was " + grace);
    }
    return new RuntimeExtension(grace);
  }

  /** Gives constructors the same objects as their test's methods. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(
      ExtensionContext rootContext) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    kit(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (context.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException(
          type.getSimpleName()
              + " is made per test and cannot be given to "
              + parameter.getDeclaringExecutable());
    }
    TestThings things = kit(context);
    if (type == VirtualTime.class) {
      return things.virtualTime();
    }
    return type == TrackedTime.class ? things.trackedTime() : things.events();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    kit(context).check(context.getDisplayName(), grace);
  }

  private static TestThings kit(ExtensionContext context) {
    boolean parallel =
        context
            .getConfigurationParameter("junit.jupiter.execution.parallel.enabled")
            .map(Boolean::valueOf)
            .orElse(false);
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(TestThings.class, key -> new TestThings(!parallel), TestThings.class);
  }
}
