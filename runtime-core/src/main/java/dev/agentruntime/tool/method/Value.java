package dev.agentruntime.tool.method;

import dev.langchain4j.model.chat.request.json.JsonSchemaElement;

/**
 * A type made usable: what the model is told of it and what reads it, made in one place so that
 * they agree. Immutable.
 *
 * @param schema what the model is told
 * @param reader accepts what the schema allows
 * @param shape what its JSON looks like
 */
record Value(JsonSchemaElement schema, ValueReader reader, Shape shape) {

  /** What a default is written like, and whether calls may share it. */
  enum Shape {
    /** A JSON string, whose default is written without quotes; cannot be changed. */
    STRING,
    /** A number or boolean; cannot be changed. */
    SCALAR,
    /** Anything the tool might change. */
    CONTAINER
  }
}
