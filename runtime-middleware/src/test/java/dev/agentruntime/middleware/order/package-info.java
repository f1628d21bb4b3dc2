/**
 * The order of the layers, put to the proof: what each pair of layers promises together, shown true
 * in the order there is and false in the other.
 */
@NullMarked
package dev.agentruntime.middleware.order;

import org.jspecify.annotations.NullMarked;
