package dev.agentruntime.middleware.config;

import static dev.agentruntime.middleware.config.ValueType.TEXT;

import dev.agentruntime.middleware.GovernanceLayer;
import dev.agentruntime.middleware.taint.Taint;
import dev.agentruntime.middleware.taint.TaintMode;
import dev.agentruntime.tool.ParameterRole;
import java.util.List;
import java.util.Map;

/** The table of the taint layer. */
final class TaintSection {
  private static final ValueType<TaintMode> MODE = Choices.of(TaintMode.values());
  private static final ValueType<ParameterRole> ROLE = Choices.of(ParameterRole.values());

  private TaintSection() {}

  private static final class Told {
    private String tool = "";
    private String parameter = "";
    private ParameterRole role = ParameterRole.CONTROL;

    private static Keys<Told> keys() {
      return new Keys<>(
          Told::new,
          List.of(
              Key.of(
                  "tool",
                  TEXT,
                  Key.REQUIRED,
                  "the pattern of the tools that have it",
                  (told, tool) -> told.tool = tool),
              Key.of(
                  "parameter",
                  TEXT,
                  Key.REQUIRED,
                  "the parameter's name",
                  (told, name) -> told.parameter = name),
              Key.of(
                  "role",
                  ROLE,
                  Key.REQUIRED,
                  "what it decides about the effect",
                  (told, role) -> told.role = role)));
    }

    private void finish(Taint.Builder builder) {
      builder.roles(tool, Map.of(parameter, role));
    }
  }

  static Section<Taint.Builder> taint() {
    return Section.ofRow(
        "taint",
        GovernanceLayer.TAINT,
        (_, _) -> Taint.builder(),
        keys(),
        (governance, builder) -> governance.taint(builder.build()));
  }

  private static List<Key<Taint.Builder>> keys() {
    return List.of(
        Key.of(
            "mode",
            MODE,
            TaintMode.ASK,
            "what becomes of calls whose values nobody trusted said",
            (builder, mode) -> builder.mode(mode)),
        Key.<Taint.Builder, TaintMode>perTool(
            "modes", MODE, "the same for some tools", Taint.Builder::mode),
        Key.tables(
            "roles",
            "what parameters decide; those left out are as the tool declares, or guessed",
            Told.keys(),
            (builder, told) -> told.finish(builder)),
        Key.each(
            "critical",
            TEXT,
            "tools that grant access or cannot be undone",
            Taint.Builder::critical),
        Key.each(
            "trusted",
            TEXT,
            "tools every word of which the host vouches for",
            Taint.Builder::trusted),
        Key.each(
            "untrusted",
            TEXT,
            "tools the host does not vouch for, whatever they declare",
            Taint.Builder::untrusted),
        Key.each(
            "private-output",
            TEXT,
            "tools whose results must not get out",
            Taint.Builder::privateOutput),
        Key.each(
            "public-sink",
            TEXT,
            "tools whose arguments others can read",
            Taint.Builder::publicSink),
        Key.of(
            "marked",
            ValueType.FLAG,
            true,
            "whether the model is shown untrusted results between marks",
            Taint.Builder::marked));
  }
}
