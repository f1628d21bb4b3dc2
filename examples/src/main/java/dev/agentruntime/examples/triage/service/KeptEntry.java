package dev.agentruntime.examples.triage.service;

/** What {@link KeepWork} keeps. */
public final class KeptEntry {
  private final byte[] body = new byte[400];

  public KeptEntry(int number) {
    body[0] = (byte) number;
  }

  public int size() {
    return body.length;
  }
}
