package dev.agentruntime.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One kind of corpus, and how right and wrong are told apart in it. */
interface Suite {
  /** The name it is called by on the command line and in its answers. */
  String name();

  /**
   * Takes an option given before the files.
   *
   * @param option as it was written, with its dashes
   * @return false if this suite has no such option
   */
  default boolean option(String option) {
    return false;
  }

  /**
   * Looks at one row of a file.
   *
   * @param row the row, read by the caller
   * @throws BadRowException if the row is not of a form this suite knows
   */
  void add(ObjectNode row) throws BadRowException;

  /**
   * What the rows since the last call came to.
   *
   * @param file the file they are from, as it is to be called
   * @return one object per line to print
   */
  List<ObjectNode> finish(String file);
}
