# Rules over classes. Sourced by prove-gates.
tools='runtime-tools dev.agentruntime.tools'
door='only through TimeSource'

java_class runtime-core classes << 'J'
// file: Sibling.java
package dev.agentruntime.middleware;
public final class Sibling {}
// file: Injected.java
package dev.agentruntime.time;
final class Injected { dev.agentruntime.middleware.Sibling sibling; }
J
bites 'core that uses a sibling' 'should know no sibling' rules architecture-tests

java_class runtime-core classes << 'J'
// file: Stray.java
package dev.agentruntime.tools;
final class Stray {}
J
bites 'class in a package of another module' 'be in a package of their own module' rules architecture-tests

java_class runtime-tools classes << 'J'
// file: Hidden.java
package dev.agentruntime.tools.internal;
public final class Hidden {}
// file: Injected.java
package dev.agentruntime.middleware;
final class Injected { dev.agentruntime.tools.internal.Hidden hidden; }
J
mv runtime-tools/target/classes/dev/agentruntime/middleware/Injected.class runtime-middleware/target/classes/dev/agentruntime/middleware/
echo "$tree/runtime-middleware/target/classes/dev/agentruntime/middleware/Injected.class" >> "$work/injected"
bites "another module's internals" 'use no internals of another module' rules architecture-tests

body 'bare RuntimeException' 'make no bare Throwable' $tools 'throw new RuntimeException("bare");'
body 'bare Error' 'make no bare Throwable' $tools 'throw new Error("bare");'
body 'System.out' 'standard streams' $tools 'System.out.println();'
body 'printStackTrace' 'standard streams' $tools 'new IllegalStateException().printStackTrace();'
body 'java.util.logging' 'java.util.logging' $tools 'java.util.logging.Logger.getLogger("x").info("x");'

body 'monotonic clock' "$door" $tools 'System.nanoTime();'
body 'wall clock' "$door" $tools 'java.time.LocalDateTime.now();'
body 'clock by method reference' "$door" $tools 'java.util.function.LongSupplier s = System::nanoTime;'
body 'sleep' "$door" $tools 'Thread.sleep(1);'
body 'park' "$door" $tools 'java.util.concurrent.locks.LockSupport.park();'
body 'join' "$door" $tools 'other.join();'
body 'wait on a monitor' "$door" $tools 'synchronized (this) { wait(); }'
body 'latch' "$door" $tools 'new java.util.concurrent.CountDownLatch(1).await();'
body 'future' "$door" $tools 'new java.util.concurrent.CompletableFuture<String>().get();'
body 'timed poll' "$door" $tools 'new java.util.concurrent.ArrayBlockingQueue<String>(1).poll(1, java.util.concurrent.TimeUnit.DAYS);'
body 'timed lock' "$door" $tools 'new java.util.concurrent.locks.ReentrantLock().tryLock(1, java.util.concurrent.TimeUnit.DAYS);'
body 'thread start' "$door" $tools 'Thread.ofVirtual().start(() -> {});'
body 'executor' "$door" $tools 'java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor();'
body 'parallel stream' "$door" $tools 'java.util.List.of(1).parallelStream();'
body 'asynchronous stage' "$door" $tools 'java.util.concurrent.CompletableFuture.runAsync(() -> {});'
body 'interrupt of another thread' "$door" $tools 'other.interrupt();'

java_class runtime-tools classes << 'J'
// file: Injected.java
package dev.agentruntime.tools;
final class Injected { void run() { Thread.currentThread().interrupt(); } }
J
if rules architecture-tests > "$work/out.log"; then
  passed=$((passed + 1))
  echo 'ok    a thread may restore its own interrupt flag'
else
  failed=$((failed + 1))
  echo 'FAIL  a thread may not restore its own interrupt flag'
  tail -n 20 "$work/out.log"
fi
restore

test_body 'sleep in a test' 'calls? method where sleeps' 'Thread.sleep(1);'

java_class runtime-core test-classes << 'J'
// file: org/mockito/Mockito.java
package org.mockito;
public final class Mockito { public static void mock() {} }
// file: InjectedTest.java
package dev.agentruntime.time;
final class InjectedTest { void run() { org.mockito.Mockito.mock(); } }
J
bites 'mock in a test' 'may not mock' rules architecture-tests

java_class runtime-core classes << 'J'
// file: Injected.java
package dev.agentruntime.time;
public final class Injected { private Injected() {} public static void unlisted() {} }
J
bites 'changed API without its listing' '\+ +static void unlisted\(\)' rules architecture-tests

mv runtime-core/target/classes "$work/classes.kept"
mkdir runtime-core/target/classes
bites 'rule that would pass on nothing' 'expected at least' rules architecture-tests
rm -rf runtime-core/target/classes
mv "$work/classes.kept" runtime-core/target/classes
