/**
 * What an instruction hidden in a tool's result cannot make an agent do: values that steer an
 * effect must come from somebody who is trusted. Start at {@link
 * dev.agentruntime.middleware.taint.Taint}. Nothing here asks a model whether a text is harmful.
 */
@NullMarked
package dev.agentruntime.middleware.taint;

import org.jspecify.annotations.NullMarked;
