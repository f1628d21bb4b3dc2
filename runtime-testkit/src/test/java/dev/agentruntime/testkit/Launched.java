package dev.agentruntime.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a test class inside a test, to see it fail. */
public final class Launched {
  private final List<String> passed = new ArrayList<>();
  private final Map<String, Throwable> failed = new LinkedHashMap<>();

  private Launched() {}

  /** Runs all tests of a class, with configuration parameters given as names and values in turn. */
  public static Launched run(Class<?> testClass, String... configuration) {
    LauncherDiscoveryRequestBuilder request = request(DiscoverySelectors.selectClass(testClass));
    for (int i = 0; i < configuration.length; i += 2) {
      request.configurationParameter(configuration[i], configuration[i + 1]);
    }
    return new Launched().execute(request.build());
  }

  /** Runs one test of a class, its own or an inherited one without parameters. */
  public static Launched runOnly(Class<?> testClass, String test) {
    return new Launched()
        .execute(request(DiscoverySelectors.selectMethod(testClass, test)).build());
  }

  private static LauncherDiscoveryRequestBuilder request(DiscoverySelector selector) {
    return LauncherDiscoveryRequestBuilder.request().selectors(selector);
  }

  private Launched execute(LauncherDiscoveryRequest request) {
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                String name = test.getDisplayName().replaceAll("\\(.*", "");
                if (result.getThrowable().isPresent()) {
                  failed.put(name, result.getThrowable().get());
                } else if (test.isTest()) {
                  passed.add(name);
                }
              }
            });
    return this;
  }

  /** The names of the tests that passed. */
  public List<String> passed() {
    return passed;
  }

  /** The names of what failed. */
  public List<String> failed() {
    return List.copyOf(failed.keySet());
  }

  /**
   * The message with which a test failed, and those of what it suppressed; fails if the test did
   * not fail.
   */
  public String failureOf(String test) {
    Throwable failure = failed.get(test);
    if (failure == null) {
      throw new AssertionError(
          "expected '" + test + "' to fail; passed " + passed + ", failed " + failed);
    }
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable suppressed : failure.getSuppressed()) {
      text.append("\nsuppressed: ").append(suppressed.getMessage());
    }
    return text.toString();
  }
}
