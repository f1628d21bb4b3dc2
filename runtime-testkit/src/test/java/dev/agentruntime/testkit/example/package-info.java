/** How a user of the library tests an agent. */
@NullMarked
package dev.agentruntime.testkit.example;

import org.jspecify.annotations.NullMarked;
