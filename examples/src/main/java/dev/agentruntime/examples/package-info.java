/**
 * Programs a reader runs first. {@link dev.agentruntime.examples.FirstProgram} is the README's;
 * each other example has a package of its own.
 */
@NullMarked
package dev.agentruntime.examples;

import org.jspecify.annotations.NullMarked;
