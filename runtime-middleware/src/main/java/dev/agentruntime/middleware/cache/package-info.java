/**
 * Results of read-only tools, remembered: start reading at {@link
 * dev.agentruntime.middleware.cache.ResultCache}. What is remembered belongs to one principal of
 * one tenant, or to one session, and is given only to calls that were authorised.
 */
@NullMarked
package dev.agentruntime.middleware.cache;

import org.jspecify.annotations.NullMarked;
