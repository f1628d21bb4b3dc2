package dev.agentruntime.approval;

import java.util.Objects;
import java.util.Set;

/**
 * Who decides, as the host has authenticated it; never taken from the text of a message. Immutable.
 *
 * @param principal the person or service
 * @param roles what it may act as
 */
public record Approver(String principal, Set<String> roles) {
  /** Checks and copies the components. */
  public Approver {
    if (Objects.requireNonNull(principal, "principal").isBlank()) {
      throw new IllegalArgumentException(
          "an approver's principal must not be blank, was '" + principal + "'");
    }
    roles = Set.copyOf(roles);
  }

  /**
   * Somebody without roles.
   *
   * @param principal the person or service
   * @return the approver
   */
  public static Approver of(String principal) {
    return new Approver(principal, Set.of());
  }
}
