package dev.agentruntime.architecture;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.BaseStream;

/**
 * The list of methods that only the time package may call, and the classes that may all the same.
 */
final class TimeDoor {

  /** The package behind the door. */
  static final String PACKAGE = "dev.agentruntime.time";

  /**
   * Who may call what outside the time package, and why. One line per class; one that is no longer
   * needed fails the build.
   */
  static final List<Exemption> EXEMPT =
      List.of(
          new Exemption(
              "dev.agentruntime.internal.run.StopSignal",
              "Thread.onSpinWait",
              "waits out a signal that another thread is in the middle of giving"),
          new Exemption(
              "dev.agentruntime.testkit.time.Conductor",
              "Condition.await",
              "is virtual time's other side: real parking under a virtual clock"),
          new Exemption(
              "dev.agentruntime.testkit.time.Conductor",
              "Condition.awaitNanos",
              "is virtual time's other side: real parking under a virtual clock"),
          new Exemption(
              "dev.agentruntime.testkit.time.Conductor",
              "Thread.interrupt",
              "is virtual time's other side: real parking under a virtual clock"),
          new Exemption(
              "dev.agentruntime.testkit.time.Conductor",
              "LockSupport.park",
              "is virtual time's other side: real parking under a virtual clock"),
          new Exemption(
              "dev.agentruntime.testkit.time.Timeline",
              "LockSupport.unpark",
              "is virtual time's other side: real parking under a virtual clock"),
          new Exemption(
              "dev.agentruntime.testkit.time.VirtualTime",
              "Thread.join",
              "is virtual time's other side: real parking under a virtual clock"),
          new Exemption(
              "dev.agentruntime.testkit.time.VirtualTime",
              "Thread.ofVirtual",
              "is virtual time's other side: real parking under a virtual clock"),
          new Exemption(
              "dev.agentruntime.testkit.time.VirtualTime",
              "Builder.unstarted",
              "is virtual time's other side: real parking under a virtual clock"),
          new Exemption(
              "dev.agentruntime.testkit.time.VirtualTime",
              "Thread.start",
              "is virtual time's other side: real parking under a virtual clock"),
          new Exemption(
              "dev.agentruntime.testkit.time.StallDetector",
              "System.nanoTime",
              "watches real time, to find a test that stands still in virtual time"),
          new Exemption(
              "dev.agentruntime.testkit.time.StallDetector",
              "LockSupport.parkNanos",
              "watches real time, to find a test that stands still in virtual time"),
          new Exemption(
              "dev.agentruntime.testkit.time.StallDetector",
              "LockSupport.unpark",
              "watches real time, to find a test that stands still in virtual time"),
          new Exemption(
              "dev.agentruntime.testkit.time.StallDetector",
              "Thread.ofPlatform",
              "watches real time, to find a test that stands still in virtual time"),
          new Exemption(
              "dev.agentruntime.testkit.time.StallDetector",
              "Builder.start",
              "watches real time, to find a test that stands still in virtual time"),
          new Exemption(
              "dev.agentruntime.testkit.time.TaskLog",
              "Thread.join",
              "waits in real time for threads a test has left behind"),
          new Exemption(
              "dev.agentruntime.tools.shell.CommandRunner",
              "Process.waitFor",
              "only the operating system knows when a process ends"));

  static final Ban SLEEPS = ban(Thread.class, "sleep");
  static final Ban UNIT_SLEEPS = ban(TimeUnit.class, "sleep", "timedJoin", "timedWait");

  /** Everything that reads a clock, waits, starts a thread or interrupts one. */
  static final List<Ban> BANS =
      List.of(
          // clocks
          ban(System.class, "nanoTime", "currentTimeMillis"),
          ban(Instant.class, "now"),
          ban(LocalDate.class, "now"),
          ban(LocalTime.class, "now"),
          ban(LocalDateTime.class, "now"),
          ban(ZonedDateTime.class, "now"),
          ban(OffsetDateTime.class, "now"),
          ban(OffsetTime.class, "now"),
          ban(Year.class, "now"),
          ban(YearMonth.class, "now"),
          ban(MonthDay.class, "now"),
          ban(
              Clock.class,
              "systemUTC",
              "systemDefaultZone",
              "system",
              "tickMillis",
              "tickSeconds",
              "tickMinutes"),
          ban(InstantSource.class, "system"),
          ban(Date.class, "<init>").upTo(0),
          ban(Calendar.class, "getInstance"),
          // sleeps and parks
          SLEEPS,
          UNIT_SLEEPS,
          ban(Thread.class, "join", "yield", "onSpinWait"),
          ban(LockSupport.class, "park", "parkNanos", "parkUntil", "unpark"),
          ban(Object.class, "wait"),
          // waits for others
          ban(Condition.class, "await", "awaitNanos", "awaitUntil", "awaitUninterruptibly"),
          ban(Lock.class, "tryLock").from(2),
          ban(CountDownLatch.class, "await"),
          ban(CyclicBarrier.class, "await"),
          ban(Phaser.class, "awaitAdvance", "awaitAdvanceInterruptibly", "arriveAndAwaitAdvance"),
          ban(Exchanger.class, "exchange"),
          ban(Semaphore.class, "acquire", "acquireUninterruptibly"),
          ban(Semaphore.class, "tryAcquire").from(2),
          ban(Future.class, "get"),
          ban(CompletableFuture.class, "join", "orTimeout", "completeOnTimeout", "delayedExecutor"),
          ban(BlockingQueue.class, "put", "take"),
          ban(BlockingQueue.class, "poll").from(2),
          ban(BlockingQueue.class, "offer").from(3),
          ban(BlockingDeque.class, "putFirst", "putLast", "takeFirst", "takeLast"),
          ban(BlockingDeque.class, "pollFirst", "pollLast").from(2),
          ban(BlockingDeque.class, "offerFirst", "offerLast").from(3),
          ban(TransferQueue.class, "transfer"),
          ban(TransferQueue.class, "tryTransfer").from(3),
          ban(CompletionService.class, "take"),
          ban(CompletionService.class, "poll").from(2),
          ban(ExecutorService.class, "invokeAll", "invokeAny", "awaitTermination", "close"),
          ban(Process.class, "waitFor", "onExit"),
          ban(ProcessHandle.class, "onExit"),
          // threads
          ban(
              Thread.class,
              "<init>",
              "start",
              "startVirtualThread",
              "ofVirtual",
              "ofPlatform",
              "interrupt"),
          ban(Thread.Builder.class, "start", "unstarted", "factory"),
          ban(ThreadFactory.class, "newThread"),
          ban(Executors.class, "*"),
          ban(ThreadPoolExecutor.class, "<init>"),
          ban(ForkJoinPool.class, "<init>", "commonPool", "execute", "submit", "invoke"),
          ban(ForkJoinTask.class, "fork", "join", "invoke"),
          ban(Timer.class, "<init>"),
          ban(CompletableFuture.class, "supplyAsync", "runAsync"),
          ban(CompletableFuture.class, "thenApplyAsync", "thenAcceptAsync", "thenRunAsync"),
          ban(CompletableFuture.class, "thenCombineAsync", "thenComposeAsync", "handleAsync"),
          ban(CompletableFuture.class, "whenCompleteAsync", "completeAsync", "applyToEitherAsync"),
          ban(CompletableFuture.class, "exceptionallyAsync", "acceptEitherAsync"),
          ban(CompletableFuture.class, "exceptionallyComposeAsync", "runAfterEitherAsync"),
          ban(CompletableFuture.class, "thenAcceptBothAsync", "runAfterBothAsync"),
          ban(Collection.class, "parallelStream"),
          ban(BaseStream.class, "parallel"),
          ban(Arrays.class, "parallelSort", "parallelPrefix", "parallelSetAll"),
          ban(Runtime.class, "addShutdownHook"));

  private TimeDoor() {}

  private static Ban ban(Class<?> owner, String... methods) {
    return new Ban(owner, Set.of(methods), 0, Integer.MAX_VALUE);
  }

  /**
   * Methods of a type that may not be called, on it or on any subtype.
   *
   * @param owner the type
   * @param methods their names; a star for all of them, {@code <init>} for constructors
   * @param least how many parameters an overload has at least to be meant
   * @param most how many it has at most
   */
  record Ban(Class<?> owner, Set<String> methods, int least, int most) {

    /** The same for overloads with at least so many parameters: the timed ones, as a rule. */
    Ban from(int parameters) {
      return new Ban(owner, methods, parameters, most);
    }

    /** The same for overloads with at most so many parameters. */
    Ban upTo(int parameters) {
      return new Ban(owner, methods, least, parameters);
    }

    boolean covers(String method, int parameters) {
      return (methods.contains(method) || methods.contains("*"))
          && parameters >= least
          && parameters <= most;
    }
  }

  /**
   * A class that may call one of the methods.
   *
   * @param className the full name of a top-level class; the classes nested in it are meant too
   * @param method the simple name of the owner, a dot, the name of the method
   * @param reason why it cannot go through the door
   */
  record Exemption(String className, String method, String reason) {}
}
