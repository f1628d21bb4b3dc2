/**
 * A small service that can be made sick: the patient of the triage example, run as a process of its
 * own. It knows nothing of the agent, and the agent nothing of it. Start reading at {@link
 * dev.agentruntime.examples.triage.service.ShopService}.
 */
@NullMarked
package dev.agentruntime.examples.triage.service;

import org.jspecify.annotations.NullMarked;
