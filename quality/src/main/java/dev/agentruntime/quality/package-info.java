/**
 * Measures what the library makes of labelled corpora that lie outside this tree. Start reading at
 * {@link dev.agentruntime.quality.MeasureMain}; a suite is one class that implements {@link
 * dev.agentruntime.quality.Suite} and is named in {@link dev.agentruntime.quality.Suites}.
 */
@NullMarked
package dev.agentruntime.quality;

import org.jspecify.annotations.NullMarked;
