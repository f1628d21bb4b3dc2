/**
 * Reads files below a root directory and nothing outside it. Start reading at {@link
 * dev.agentruntime.tools.files.RootedFiles}; {@link dev.agentruntime.tools.files.FileTools} puts it
 * in front of a model. Nothing here writes.
 */
@NullMarked
package dev.agentruntime.tools.files;

import org.jspecify.annotations.NullMarked;
