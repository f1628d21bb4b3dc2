/**
 * How the core behaves as a host sees it: the real runtime, scripted models, fake tools, virtual
 * time. One class per capability; {@link dev.agentruntime.tests.Stage} holds what they share and
 * checks after each test that nothing is left behind.
 */
@NullMarked
package dev.agentruntime.tests;

import org.jspecify.annotations.NullMarked;
