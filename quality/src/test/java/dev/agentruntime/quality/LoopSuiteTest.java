package dev.agentruntime.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The suite on small traces of every format. */
class LoopSuiteTest {
  private final LoopSuite suite = new LoopSuite();

  private void add(String row) throws Exception {
    suite.add((ObjectNode) JsonMapper.builder().build().readTree(row.replace('\'', '"')));
  }

  /** So many times the same text, with {@code #} numbered. */
  private static String times(int times, String step) {
    return IntStream.range(0, times)
        .mapToObj(i -> step.replace("#", String.valueOf(i)))
        .collect(Collectors.joining(","));
  }

  private String counts() {
    return suite.finish("f").stream().map(ObjectNode::toString).collect(Collectors.joining("\n"));
  }

  @Test
  void aLabelHasALineAndEachTraceCountsOnce() throws Exception {
    String same = "{'tool':'t','args':{'a':1},'result':'r'}";
    add("{'label':'loop','odd':true,'steps':[" + times(20, same) + "]}");
    add("{'label':'loop','steps':[" + times(4, same) + "]}");
    add("{'label':'loop','steps':[" + times(3, same) + "]}");
    add("{'label':'legit_no_loop','steps':[]}");
    assertEquals(
        """
        {"suite":"loops","file":"f","label":"legit_no_loop","traces":1,"warned":0,"blocked":0,"stopped":0}
        {"suite":"loops","file":"f","label":"loop","traces":3,"warned":3,"blocked":2,"stopped":1}\
        """,
        counts());
  }

  @Test
  void everyTurnOfTheUserBeginsAnew() throws Exception {
    String calls = times(3, "{'name':'t','args':{},'result':'r'}");
    add("{'label':'l','turns':[{'user':['x'],'calls':[" + calls + "]},{'calls':[" + calls + "]}]}");
    assertEquals(
        "{\"suite\":\"loops\",\"file\":\"f\",\"label\":\"l\",\"traces\":1,\"warned\":1,\"blocked\":0,\"stopped\":0}",
        counts());
  }

  @Test
  void whatTheUserDoesIsNoCallOfTheAgent() throws Exception {
    add(
        "{'label':'l','steps':["
            + times(9, "{'tool':'t','args':{},'result':'r','requestor':'user'}")
            + "]}");
    assertEquals(
        "{\"suite\":\"loops\",\"file\":\"f\",\"label\":\"l\",\"traces\":1,\"warned\":0,\"blocked\":0,\"stopped\":0}",
        counts());
  }

  @Test
  void resultsThatWereNotRecordedNeverMatchButAreReportedByArgumentsAlone() throws Exception {
    add("{'label':'l','steps':[" + times(9, "{'tool':'t','args_prefix':'{a'}") + "]}");
    assertEquals(
        "{\"suite\":\"loops\",\"file\":\"f\",\"label\":\"l\",\"traces\":1,\"warned\":0,\"blocked\":0,\"stopped\":0,"
            + "\"byArgumentsAlone\":{\"traces\":1,\"warned\":1,\"blocked\":1,\"stopped\":1}}",
        counts());
  }

  @Test
  void whatHasNoLabelIsLabelledByWhatCanBeCounted() throws Exception {
    add(
        "{'steps':["
            + times(
                4, "{'tool':'t','args_hash':'h','args':{'cut':#},'result_hash':'r','result':'#'}")
            + "]}");
    add("{'steps':[" + times(4, "{'tool':'t','args':{},'result':'#'}") + "]}");
    add("{'any_loop_label':true,'steps':[{'tool':'w','instruction':'look','result_hash':'r'}]}");
    add("{'any_loop_label':false,'steps':[]}");
    assertEquals(
        """
        {"suite":"loops","file":"f","label":"repeats_4_or_more","traces":1,"warned":1,"blocked":1,"stopped":0}
        {"suite":"loops","file":"f","label":"says_in_loop","traces":1,"warned":0,"blocked":0,"stopped":0}
        {"suite":"loops","file":"f","label":"says_no_loop","traces":1,"warned":0,"blocked":0,"stopped":0}
        {"suite":"loops","file":"f","label":"unlabelled","traces":1,"warned":0,"blocked":0,"stopped":0}\
        """,
        counts());
  }

  @Test
  void identicalErrorsAreALoopToo() throws Exception {
    add(
        "{'label':'l','steps':["
            + times(4, "{'tool':'t','args':{},'result':'no','is_error':true}")
            + "]}");
    assertEquals(
        "{\"suite\":\"loops\",\"file\":\"f\",\"label\":\"l\",\"traces\":1,\"warned\":1,\"blocked\":1,\"stopped\":0}",
        counts());
  }

  @Test
  void rowsOfAnotherFormatAreRefusedByName() {
    assertEquals(
        "row must have an array steps or turns",
        assertThrows(BadRowException.class, () -> add("{'input':'x'}")).getMessage());
    assertEquals(
        "every step must have a string tool or name, not blank",
        assertThrows(BadRowException.class, () -> add("{'steps':[{'args':{}}]}")).getMessage());
  }
}
