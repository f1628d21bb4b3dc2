package dev.agentruntime.middleware;

/** . */
public final class Governance {}
