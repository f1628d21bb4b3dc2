/**
 * What agents, tools and middleware are tested with: scripted models, fake tools, virtual time,
 * recorders, contract suites.
 */
@NullMarked
package dev.agentruntime.testkit;

import org.jspecify.annotations.NullMarked;
