package dev.agentruntime.tool.method;

import dev.langchain4j.agent.tool.P;
import org.jspecify.annotations.Nullable;

/**
 * A parameter or record component as its author wrote it. Immutable.
 *
 * @param index the argument it becomes
 * @param name its name in source, or null if the class file does not hold it
 * @param type its type
 * @param p what langchain4j's annotation says of it, or null
 * @param description what else describes it, or null
 */
record Declared(
    int index, @Nullable String name, TypeRef type, @Nullable P p, @Nullable String description) {}
