package dev.agentruntime.examples.triage.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * The service's work. Each kind of work runs in a healthy form; a fault adds the same kind of work,
 * under other names, with one setting wrong. Confined to the thread that starts it.
 */
final class Shop {
  private static final long HEALTHY_STEPS = 100_000;
  private static final int HEALTHY_ENTRIES = 4000;
  private static final long HEALTHY_FILE = 128 * 1024;

  private final Path home;
  private final RandomGenerator random;
  private final Names names;
  private final Disguise disguise;
  private final EventLog log;
  private final Truth truth = new Truth();

  Shop(Path home, RandomGenerator random) throws IOException {
    this.home = home;
    this.random = random;
    this.names = new Names(random);
    this.disguise = new Disguise(names);
    this.log = new EventLog(Files.createDirectories(home.resolve("logs")).resolve("shop.log"));
  }

  /** Starts everything and returns once each fault has shown itself. */
  Truth open(Set<String> faults) throws IOException, InterruptedException {
    log.info("starting, pid " + ProcessHandle.current().pid());
    faults.forEach(truth::fault);
    start(new Traffic(log, random));
    locks(false);
    numbers(false);
    keep(false);
    if (faults.contains("deadlock")) {
      locks(true);
    }
    if (faults.contains("hotloop")) {
      numbers(true);
    }
    if (faults.contains("leak")) {
      keep(true);
    }
    files(faults.contains("diskfull"));
    log.info("started");
    return truth;
  }

  /** Two workers and two locks: taken in the same order by healthy ones, crosswise by sick ones. */
  private void locks(boolean sick) throws InterruptedException {
    boolean monitors = random.nextBoolean();
    Class<? extends Runnable> template = monitors ? LockPairWork.class : OwnedLockWork.class;
    List<?> locks =
        monitors
            ? List.of(new Object(), new Object())
            : List.of(new ReentrantLock(), new ReentrantLock());
    CountDownLatch meet = new CountDownLatch(sick ? 2 : 0);
    Disguised one = disguise.of(template);
    Disguised two = disguise.of(template);
    Thread a = start(one.make(template, locks.get(0), locks.get(1), meet, 15L));
    Thread b =
        start(two.make(template, locks.get(sick ? 1 : 0), locks.get(sick ? 0 : 1), meet, 15L));
    for (Disguised worker : List.of(one, two)) {
      name(sick, worker.type(template));
      if (sick) {
        truth.culprit(worker.method("templateInner"));
      }
    }
    while (sick && (isRunning(a) || isRunning(b))) {
      Thread.sleep(5);
    }
  }

  private static boolean isRunning(Thread thread) {
    return thread.getState() != Thread.State.BLOCKED && thread.getState() != Thread.State.WAITING;
  }

  /** Some processor time: bounded in a healthy worker, without end in a sick one. */
  private void numbers(boolean sick) {
    Disguised worker = disguise.of(NumberWork.class);
    start(worker.make(NumberWork.class, sick ? Long.MAX_VALUE : HEALTHY_STEPS, sick ? 0L : 20L));
    name(sick, worker.type(NumberWork.class));
    if (sick) {
      truth.culprit(worker.method("templateInner"));
    }
  }

  /** Some memory: bounded in a healthy worker, without end in a sick one. */
  private void keep(boolean sick) {
    Disguised worker = disguise.of(KeepWork.class, KeptEntry.class);
    start(
        worker.make(
            KeepWork.class,
            sick ? 6000 : HEALTHY_ENTRIES,
            sick ? Integer.MAX_VALUE : HEALTHY_ENTRIES,
            sick ? 150 : 60));
    name(sick, worker.type(KeptEntry.class));
    name(sick, worker.type(KeepWork.class));
    if (sick) {
      truth.culprit(worker.method("templateInner"));
    }
  }

  /** A folder with a limit and some writers: each begins anew at a bound, a sick one does not. */
  private void files(boolean sick) throws IOException, InterruptedException {
    Path data = home.resolve("data");
    long limit = random.nextLong(20, 30) * 128 * 1024;
    String folder = names.folder();
    Quota quota = new Quota(Files.createDirectories(data.resolve(folder)), limit, log);
    writeSettings(folder, limit);
    // It is large, and has been for long.
    Path archive = writerFile(quota.folder());
    Files.write(archive, new byte[(int) (limit / 4)]);
    truth.innocent(archive.getFileName().toString());
    writer(quota, false);
    writer(quota, false);
    if (sick) {
      writer(quota, true);
      quota.awaitFull();
    }
  }

  private void writer(Quota quota, boolean sick) throws IOException {
    Path file = writerFile(quota.folder());
    Disguised worker = disguise.of(FileWork.class);
    start(
        worker.make(
            FileWork.class,
            file,
            sick ? Long.MAX_VALUE : HEALTHY_FILE,
            quota.hasRoom(),
            quota.failed()));
    name(sick, file.getFileName().toString());
    name(sick, worker.type(FileWork.class));
  }

  private Path writerFile(Path folder) throws IOException {
    return Files.createDirectories(folder.resolve(names.folder())).resolve(names.file());
  }

  private void writeSettings(String folder, long limit) throws IOException {
    List<String> settings =
        List.of(
            "# settings of the shop",
            "http.threads=16",
            "db.pool=8",
            "cache.entries=" + HEALTHY_ENTRIES,
            "storage.folder=data/" + folder,
            "storage.limit=" + limit,
            "provider.timeout.ms=2000");
    Files.write(Files.createDirectories(home.resolve("conf")).resolve("shop.properties"), settings);
  }

  private void name(boolean sick, String name) {
    if (sick) {
      truth.culprit(name);
    } else {
      truth.innocent(name);
    }
  }

  private Thread start(Runnable work) {
    return Thread.ofPlatform().daemon().name(names.thread()).start(work);
  }
}
