/**
 * Rules that are read from the sources, the build files and the documents: format, sizes, package
 * documentation, links. Rules about who calls whom are read from the classes and live in the
 * architecture tests.
 */
@NullMarked
package dev.agentruntime.sources;

import org.jspecify.annotations.NullMarked;
