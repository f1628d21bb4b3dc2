/**
 * JSON Schema, compiled once and applied often: says what is wrong with a value and where, and
 * makes the changes a value needs if there is only one way to make them. Start reading at {@link
 * dev.agentruntime.json.schema.JsonSchema}. Reading a free answer as the value a schema asks for is
 * {@link dev.agentruntime.json.schema.SchemaDecoder}.
 */
@NullMarked
package dev.agentruntime.json.schema;

import org.jspecify.annotations.NullMarked;
