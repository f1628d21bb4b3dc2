package dev.agentruntime.middleware.audit;

import static dev.agentruntime.middleware.audit.Accounts.all;
import static dev.agentruntime.middleware.audit.Accounts.kinds;
import static dev.agentruntime.middleware.audit.Accounts.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentruntime.audit.AuditRecord;
import dev.agentruntime.audit.AuditRecord.Finished;
import dev.agentruntime.audit.AuditRecord.Proposed;
import dev.agentruntime.testkit.chain.ChainHarness;
import dev.agentruntime.testkit.chain.HarnessRun;
import dev.agentruntime.testkit.time.VirtualTime;
import dev.agentruntime.testkit.tool.FakeTool;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditRingTest {
  @Test
  void theOldestCallsAreForgotten() throws Exception {
    AuditRing ring = AuditRing.of(3);
    HarnessRun run = around(ring, FakeTool.answering("look", "x")).newRun();
    for (int i = 0; i < 5; i++) {
      run.call("{}");
    }

    assertEquals(5, ring.calls());
    assertEquals(
        List.of("call-3", "call-4", "call-5"),
        all(Proposed.class, ring.records()).stream().map(p -> p.call().callId()).toList());
  }

  @Test
  void aCallThatIsGoingOnIsThereWithoutItsEnd() throws Exception {
    AuditRing ring = AuditRing.of(3);
    List<AuditRecord> during = new ArrayList<>();
    ChainHarness.around(
            dev.agentruntime.tool.ToolDescriptor.of(FakeTool.answering("look", "x")),
            call -> {
              during.addAll(ring.records());
              return ToolOutcome.success("");
            })
        .layer(Audit.inMemory(ring).build())
        .build()
        .call("{}");

    assertEquals("Proposed Intent Started", kinds(during));
  }

  @Test
  void itKnowsWhenACallBeganAndHowLongItTook() throws Exception {
    try (VirtualTime time = VirtualTime.auto()) {
      AuditRing ring = AuditRing.of(3);
      ChainHarness chain =
          ChainHarness.around(FakeTool.named("slow").delay(Duration.ofMinutes(10)).build())
              .layer(Audit.inMemory(ring).build())
              .time(time)
              .build();
      var began = time.instant();
      time.join(
          time.start(
              "caller",
              () -> {
                try {
                  chain.call("{}");
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }));

      assertEquals(began, only(Proposed.class, ring.records()).at());
      assertEquals(Duration.ofMinutes(10), only(Finished.class, ring.records()).took());
      assertEquals(began.plus(Duration.ofMinutes(10)), only(Finished.class, ring.records()).at());
    }
  }

  @Test
  void longTextsAreNotKeptAliveAndLeaveTheirSizeOnly() throws Exception {
    AuditRing ring = AuditRing.of(3);
    String longText = "x".repeat(RingRecorder.MAX_KEPT + 1);
    around(ring, FakeTool.answering("look", longText)).call("{\"a\":\"" + longText + "\"}");

    AuditRecord.Payload arguments = only(Proposed.class, ring.records()).arguments();
    assertEquals(longText.length() + 8, arguments.characters());
    assertEquals("", arguments.digest());
    assertEquals(longText.length(), Accounts.result(ring.records()).characters());
    assertEquals("", Accounts.result(ring.records()).digest());
  }

  @Test
  void nothingOfASensitiveToolIsKeptAlive() throws Exception {
    AuditRing ring = AuditRing.of(3);
    FakeTool tool =
        FakeTool.named("vault")
            .traits(ToolTrait.SENSITIVE)
            .replies(call -> ToolOutcome.success("secret"))
            .build();
    around(ring, tool).call("{\"id\":\"secret\"}");

    assertEquals("", only(Proposed.class, ring.records()).arguments().digest());
    assertEquals("", Accounts.result(ring.records()).digest());
    assertFalse(ring.records().toString().contains("secret"));
  }

  @Test
  void theRedactorShowsWhatMayBeSeen() throws Exception {
    AuditRing ring = AuditRing.of(3);
    Audit audit = Audit.inMemory(ring).redactor(text -> text.replace("DE1", "[iban]")).build();
    ChainHarness.around(FakeTool.answering("pay", "ok"))
        .layer(audit)
        .build()
        .call("{\"iban\":\"DE1\"}");

    assertEquals(
        "{\"iban\":\"[iban]\"}",
        only(Proposed.class, ring.records()).arguments().shown().orElse("nothing"));
  }

  @Test
  void howMuchIsShownMayDifferFromToolToTool() throws Exception {
    AuditRing ring = AuditRing.of(3);
    Audit audit =
        Audit.inMemory(ring).redactor(text -> text).shownBytes(20).shownBytes("vault", 0).build();
    for (String tool : List.of("look", "vault")) {
      ChainHarness.around(FakeTool.answering(tool, "x"))
          .layer(audit)
          .build()
          .call("{\"text\":\"" + "y".repeat(100) + "\"}");
    }

    List<Proposed> proposed = all(Proposed.class, ring.records());
    assertEquals("{\"text\":\"yyyyyyyy…", proposed.get(0).arguments().shown().orElse("nothing"));
    assertEquals("nothing", proposed.get(1).arguments().shown().orElse("nothing"));
    assertEquals(
        "Audit(AuditRing(of 3 calls), bytes of arguments shown: 20, vault 0, nothing goes on"
            + " without)",
        audit.toString());
  }

  @Test
  void aRedactorThatFailsShowsNothing() throws Exception {
    AuditRing ring = AuditRing.of(3);
    Audit audit =
        Audit.inMemory(ring)
            .redactor(
                text -> {
                  throw new IllegalStateException("broken");
                })
            .build();
    ChainHarness.around(FakeTool.answering("look", "x")).layer(audit).build().call("{\"a\":1}");

    assertEquals(
        "nothing", only(Proposed.class, ring.records()).arguments().shown().orElse("nothing"));
  }

  private static ChainHarness around(AuditRing ring, FakeTool tool) {
    return ChainHarness.around(tool).layer(Audit.inMemory(ring).build()).build();
  }
}
