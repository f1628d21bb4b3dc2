package dev.agentruntime.examples.triage.model;

import java.util.List;
import java.util.Optional;

/** One line of enquiry. Stateless: all it knows is in the transcript. */
interface Enquiry {

  /** What it wants to see next; nothing once it has made up its mind. */
  List<Ask> next(Transcript seen);

  /** What it found, once it asks nothing more. */
  Optional<Finding> finding(Transcript seen);
}
