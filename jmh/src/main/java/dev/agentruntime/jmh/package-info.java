/**
 * Benchmarks, one class per question, each with its baseline in the same class. Read them with
 * bytes per operation.
 */
@NullMarked
package dev.agentruntime.jmh;

import org.jspecify.annotations.NullMarked;
