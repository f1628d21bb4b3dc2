/**
 * JSON Schema, compiled once and applied often: says what is wrong with a value and where, and
 * makes the changes a value needs if there is only one way to make them. Start reading at {@link
 * dev.agentruntime.json.schema.JsonSchema}. Parsing of text is not here.
 */
@NullMarked
package dev.agentruntime.json.schema;

import org.jspecify.annotations.NullMarked;
