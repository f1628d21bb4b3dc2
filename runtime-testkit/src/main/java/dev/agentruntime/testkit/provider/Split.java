package dev.agentruntime.testkit.provider;

/** Where the bytes of a body are cut into the chunks in which they are sent. */
public enum Split {
  /** One chunk per event, line or part of a JSON body: what providers do. */
  FRAMES,

  /**
   * One chunk per byte: every cut there is, inside characters of several bytes, inside escapes,
   * between the two line ends that close an event.
   */
  BYTES,

  /** All in one chunk, as a proxy does that collects the stream first. */
  ONE_CHUNK
}
