/**
 * What agents, tools and middleware are tested with: scripted models, fake tools, virtual time,
 * recorders, contract suites, a JUnit extension. Each has a sub-package; here live only {@link
 * dev.agentruntime.testkit.Gate} and {@link dev.agentruntime.testkit.Tally}, which the others wait
 * with.
 */
@NullMarked
package dev.agentruntime.testkit;

import org.jspecify.annotations.NullMarked;
