package dev.agentruntime.middleware.taint;

/**
 * What is asked of the calls of one tool. Immutable.
 *
 * @param roles what its parameters decide
 * @param guarded whether its values must come from trusted people
 * @param critical whether all of them but words for people must
 * @param publicSink whether others can read what it is given
 * @param mode what becomes of a call that fails
 */
record TaintTerms(
    Roles roles, boolean guarded, boolean critical, boolean publicSink, TaintMode mode) {

  boolean apply() {
    return guarded || publicSink;
  }

  @Override
  public String toString() {
    return mode
        + " "
        + roles
        + (critical ? ", critical" : "")
        + (publicSink ? ", public" : "")
        + (guarded ? "" : ", values not looked at");
  }
}
