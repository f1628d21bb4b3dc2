/**
 * JSON as models write it: read strictly first, then tolerantly with every change listed, then by a
 * library that is trusted with nothing. Start reading at {@link dev.agentruntime.json.JsonDecoder};
 * what it answers is {@link dev.agentruntime.json.Decoded}. Values are compared and digested by way
 * of {@link dev.agentruntime.json.CanonicalJson}. Nothing here knows tools, calls or schemas, and
 * nothing here says what a text held: messages name places and kinds.
 */
@NullMarked
package dev.agentruntime.json;

import org.jspecify.annotations.NullMarked;
