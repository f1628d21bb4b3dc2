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

  /** What a check or a form of its own is worth to the probes. */
  private static final double SURE = 0.9;

  private int size;
  private boolean disguised;
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

  /** Notes that the text has characters that stand for others. */
  static Hits disguised(@Nullable Hits hits) {
    Hits all = hits == null ? new Hits() : hits;
    all.disguised = true;
    return all;
  }

  /** Whether the text has characters that stand for others. */
  boolean isDisguised() {
    return disguised;
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
   * Behind the value found last, if it holds a place and there is no doubt of it: nothing that
   * begins within it need be looked at.
   *
   * @return behind its last code unit, or 0
   */
  int sureEnd(int place) {
    int last = size - 1;
    boolean sure = size > 0 && confidences[last] >= SURE;
    return sure && start(last) <= place && place < end(last) ? end(last) : 0;
  }

  /**
   * How many there are.
   *
   * @return zero or more
   */
  public int size() {
    return size;
  }

  /**
   * Whether the value found last is of a type and holds a place: probes that go forward need not
   * look within what they found.
   *
   * @param place a place in the text
   * @param type the type
   * @return true if it does
   */
  public boolean covers(int place, EntityType type) {
    int last = size - 1;
    return size > 0 && types[last].equals(type) && place >= start(last) && place < end(last);
  }

  /**
   * Where one begins.
   *
   * @param index which, from 0 on
   * @return its first code unit
   */
  public int start(int index) {
    return bounds[2 * index];
  }

  /**
   * Behind the last code unit of one.
   *
   * @param index which, from 0 on
   * @return behind its last code unit
   */
  public int end(int index) {
    return bounds[2 * index + 1];
  }

  /**
   * What one is.
   *
   * @param index which, from 0 on
   * @return its type
   */
  public EntityType type(int index) {
    return types[index];
  }

  /**
   * How sure one is.
   *
   * @param index which, from 0 on
   * @return from 0 to 1
   */
  public double confidence(int index) {
    return confidences[index];
  }
}
