# Rules over classes. Sourced by prove-gates.
door='only through TimeSource'

java_class runtime-core classes << 'J'
// file: Sibling.java
package dev.agentruntime.middleware;
public final class Sibling {}
// file: Injected.java
package dev.agentruntime.time;
final class Injected { dev.agentruntime.middleware.Sibling sibling; }
J
bites 'core that uses a sibling' 'should know no sibling' rules architecture-tests DependencyRulesTest

java_class runtime-core classes << 'J'
// file: Stray.java
package dev.agentruntime.tools;
final class Stray {}
J
bites 'class in a package of another module' 'be in a package of their own module' rules architecture-tests DependencyRulesTest

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
bites "another module's internals" 'use no internals of another module' rules architecture-tests DependencyRulesTest

body 'bare RuntimeException' 'make no bare Throwable' HygieneRulesTest 'throw new RuntimeException("bare");'
body 'bare Error' 'make no bare Throwable' HygieneRulesTest 'throw new Error("bare");'
body 'System.out' 'standard streams' HygieneRulesTest 'System.out.println();'
body 'printStackTrace' 'standard streams' HygieneRulesTest 'new IllegalStateException().printStackTrace();'
body 'java.util.logging' 'java.util.logging' HygieneRulesTest 'java.util.logging.Logger.getLogger("x").info("x");'

body 'monotonic clock' "$door" TimeRulesTest 'System.nanoTime();'
body 'wall clock' "$door" TimeRulesTest 'java.time.LocalDateTime.now();'
body 'clock by method reference' "$door" TimeRulesTest 'java.util.function.LongSupplier s = System::nanoTime;'
body 'sleep' "$door" TimeRulesTest 'Thread.sleep(1);'
body 'park' "$door" TimeRulesTest 'java.util.concurrent.locks.LockSupport.park();'
body 'join' "$door" TimeRulesTest 'other.join();'
body 'wait on a monitor' "$door" TimeRulesTest 'synchronized (this) { wait(); }'
body 'latch' "$door" TimeRulesTest 'new java.util.concurrent.CountDownLatch(1).await();'
body 'future' "$door" TimeRulesTest 'new java.util.concurrent.CompletableFuture<String>().get();'
body 'timed poll' "$door" TimeRulesTest 'new java.util.concurrent.ArrayBlockingQueue<String>(1).poll(1, java.util.concurrent.TimeUnit.DAYS);'
body 'timed lock' "$door" TimeRulesTest 'new java.util.concurrent.locks.ReentrantLock().tryLock(1, java.util.concurrent.TimeUnit.DAYS);'
body 'thread start' "$door" TimeRulesTest 'Thread.ofVirtual().start(() -> {});'
body 'executor' "$door" TimeRulesTest 'java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor();'
body 'parallel stream' "$door" TimeRulesTest 'java.util.List.of(1).parallelStream();'
body 'asynchronous stage' "$door" TimeRulesTest 'java.util.concurrent.CompletableFuture.runAsync(() -> {});'
body 'interrupt of another thread' "$door" TimeRulesTest 'other.interrupt();'

body 'tool called past its chain' 'governed by nothing' ToolPathRulesTest 'dev.agentruntime.tool.AgentTool tool = null; tool.call(null);'
body "chain of one's own" 'lacks the layers of the runtime' ToolPathRulesTest 'dev.agentruntime.chain.ToolChain.compose(null, java.util.List.of(), null);'

body 'interrupt of what may be another thread' "$door" TimeRulesTest 'Thread t = Thread.currentThread(); if (other != null) { t = other; } t.interrupt();'

java_class runtime-tools classes << 'J'
// file: Injected.java
package dev.agentruntime.tools;
final class Injected {
  void run() {
    Thread self = Thread.currentThread();
    Thread.currentThread().interrupt();
    self.interrupt();
  }
}
J
if rules architecture-tests TimeRulesTest > "$work/out.log"; then
  passed=$((passed + 1))
  echo 'ok    a thread may restore its own interrupt flag'
else
  failed=$((failed + 1))
  echo 'FAIL  a thread may not restore its own interrupt flag'
  tail -n 20 "$work/out.log"
fi
restore

java_class runtime-core test-classes << 'J'
// file: InjectedTest.java
package dev.agentruntime.time;
final class InjectedTest { void run() throws Exception { Thread.sleep(1); } }
J
bites 'sleep in a test' 'calls? method where sleeps' rules architecture-tests HygieneRulesTest

java_class runtime-core test-classes << 'J'
// file: org/mockito/Mockito.java
package org.mockito;
public final class Mockito { public static void mock() {} }
// file: InjectedTest.java
package dev.agentruntime.time;
final class InjectedTest { void run() { org.mockito.Mockito.mock(); } }
J
bites 'mock in a test' 'may not mock' rules architecture-tests HygieneRulesTest

java_class runtime-core classes << 'J'
// file: Injected.java
package dev.agentruntime.time;
public final class Injected { private Injected() {} public static void unlisted() {} }
J
bites 'changed API without its listing' '\+ +static void unlisted\(\)' rules architecture-tests ApiListingTest

mv runtime-core/target/classes "$work/classes.kept"
mkdir runtime-core/target/classes
bites 'rule that would pass on nothing' 'expected at least' rules architecture-tests HygieneRulesTest
rm -rf runtime-core/target/classes
mv "$work/classes.kept" runtime-core/target/classes

handler=runtime-core/target/classes/dev/agentruntime/chain/ToolHandler.class
cp "$handler" "$work/handler.kept"
java_class runtime-core classes << 'J'
// file: ToolHandler.java
package dev.agentruntime.chain;
public interface ToolHandler { void a(); void b(); void c(); void d(); void e(); void f(); void g(); void h(); }
J
bites 'handle with eight members' 'Handle over its budget' rules architecture-tests HandleBudgetTest
cp "$work/handler.kept" "$handler"
