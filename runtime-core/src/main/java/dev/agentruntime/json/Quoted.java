package dev.agentruntime.json;

/**
 * How a quoted string was opened.
 *
 * @param place where it stands
 * @param quote the quote that opened it
 * @param doubled whether the quote was written twice
 * @param escaped whether the quote was escaped, and with it the whole value
 */
record Quoted(Place place, char quote, boolean doubled, boolean escaped) {}
