/**
 * Words a model made up, looked at with care: printed safely, compared with the words there are.
 * Knows nothing of tools or JSON.
 */
@NullMarked
package dev.agentruntime.text;

import org.jspecify.annotations.NullMarked;
