package dev.agentruntime.middleware.taint;

/**
 * What a session has been exposed to, also by messages it has let go of since. Never taken back.
 * Its runs follow each other, or write the same; safe for use by many threads.
 */
final class SessionTaint {
  volatile boolean untrusted;
  volatile boolean confidential;
}
