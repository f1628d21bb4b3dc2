package dev.agentruntime.middleware.internal.scan;

import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.Findings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was found in one text so far, in no order, overlaps included. There is none until something
 * is found, so that a clean text costs no object: probes take a nullable one and answer it.
 * Confined to one thread.
 */
public final class Hits implements Findings {
  private static final int FIRST_CAPACITY = 4;

  private int size;
  private int[] bounds = new int[2 * FIRST_CAPACITY];
  private EntityType[] types = new EntityType[FIRST_CAPACITY];
  private double[] confidences = new double[FIRST_CAPACITY];

  /** Makes an empty one, for a {@link dev.agentruntime.middleware.redact.Detector} to fill. */
  public Hits() {}

  /**
   * Adds a value to what was found before.
   *
   * @param hits what was found before, or null
   * @param start where the value begins
   * @param end behind its last code unit
   * @param type what it is
   * @param confidence from 0 to 1
   * @return the same, or a new one if there was none
   */
  public static Hits add(
      @Nullable Hits hits, int start, int end, EntityType type, double confidence) {
    Hits all = hits == null ? new Hits() : hits;
    all.found(start, end, type, confidence);
    return all;
  }

  @Override
  public void found(int start, int end, EntityType type, double confidence) {
    if (size == types.length) {
      int capacity = 2 * size;
      bounds = Arrays.copyOf(bounds, 2 * capacity);
      types = Arrays.copyOf(types, capacity);
      confidences = Arrays.copyOf(confidences, capacity);
    }
    bounds[2 * size] = start;
    bounds[2 * size + 1] = end;
    types[size] = type;
    confidences[size] = confidence;
    size++;
  }

  /**
   * How many there are.
   *
   * @return at least 1
   */
  public int size() {
    return size;
  }

  /**
   * Where one begins.
   *
   * @param index from 0
   * @return its first code unit
   */
  public int start(int index) {
    return bounds[2 * index];
  }

  /**
   * Where one ends.
   *
   * @param index from 0
   * @return behind its last code unit
   */
  public int end(int index) {
    return bounds[2 * index + 1];
  }

  /**
   * What one is.
   *
   * @param index from 0
   * @return its type
   */
  public EntityType type(int index) {
    return types[index];
  }

  /**
   * How sure one is.
   *
   * @param index from 0
   * @return from 0 to 1
   */
  public double confidence(int index) {
    return confidences[index];
  }
}
