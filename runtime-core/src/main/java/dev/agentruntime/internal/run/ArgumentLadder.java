package dev.agentruntime.internal.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.chain.ToolHandler;
import dev.agentruntime.chain.ToolMiddleware;
import dev.agentruntime.event.RunEvent;
import dev.agentruntime.json.schema.Coerced;
import dev.agentruntime.json.schema.Coercion;
import dev.agentruntime.json.schema.JsonSchema;
import dev.agentruntime.json.schema.Violation;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ArgumentChange;
import dev.agentruntime.tool.ArgumentReader;
import dev.agentruntime.tool.MalformedArgumentsException;
import dev.agentruntime.tool.ToolArguments;
import dev.agentruntime.tool.ToolDescriptor;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * From what the model wrote to arguments the tool can take, or to a hint the model can act on:
 * strict JSON, then repair, then the tool's own reader or else its schema, then coercion. Valid
 * arguments cost one parse and one check, and go on as they are.
 *
 * <p>Nothing is mended in a turn that is known to be incomplete. Made once per tool; safe for use
 * by many threads.
 */
final class ArgumentLadder implements ToolMiddleware {
  static final String NAME = "arguments";

  /** More changes are counted, not told. */
  private static final int MAX_TOLD = 5;

  private final @Nullable JsonObjectSchema parameters;
  private final ToolTraits traits;
  private final ArgumentReader reader;

  /** Whether an empty object is fine without looking at it. */
  private final boolean asksNothing;

  /** A reader's schema is compiled only when the reader finds fault: most never are. */
  private volatile @Nullable JsonSchema schema;

  private ArgumentLadder(
      ToolDescriptor tool, ToolSpecification shown, @Nullable ArgumentReader own) {
    this.parameters = shown.parameters();
    this.traits = tool.traits();
    this.asksNothing = parameters == null;
    this.reader = own != null || asksNothing ? orAnything(own) : bySchema(schemaOf(tool));
  }

  /** A tool's own reader misses what the model was not shown: {@link WholeArguments} asks it. */
  static ArgumentLadder of(AgentTool tool, ToolDescriptor descriptor, ToolSpecification shown) {
    boolean whole = shown.equals(descriptor.specification());
    return new ArgumentLadder(descriptor, shown, whole ? tool.argumentReader().orElse(null) : null);
  }

  private static ArgumentReader orAnything(@Nullable ArgumentReader own) {
    return own == null ? _ -> List.of() : own;
  }

  private static ArgumentReader bySchema(JsonSchema compiled) {
    return arguments -> compiled.validate(arguments.object());
  }

  /** Compiled with the tool, so that a schema nobody understands is refused at once. */
  private JsonSchema schemaOf(ToolDescriptor tool) {
    try {
      return schema();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the parameters of tool '" + tool.name() + "' cannot be understood: " + e.getMessage(),
          e);
    }
  }

  private JsonSchema schema() {
    JsonSchema known = schema;
    if (known == null) {
      known = JsonSchema.of(parameters == null ? JsonObjectSchema.builder().build() : parameters);
      schema = known;
    }
    return known;
  }

  @Override
  public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
    ToolArguments given = call.arguments();
    if (asksNothing && given.isEmpty()) {
      return next.handle(call);
    }
    boolean json = isObject(given);
    if (json && reader.read(given).isEmpty()) {
      return next.handle(call);
    }
    ToolOutcome decided = call.presetRefusal();
    return decided != null ? decided : mend(call, next, json);
  }

  private static boolean isObject(ToolArguments arguments) {
    try {
      arguments.object();
      return true;
    } catch (MalformedArgumentsException _) {
      return false;
    }
  }

  private ToolOutcome mend(ToolCall call, ToolHandler next, boolean json)
      throws InterruptedException {
    ToolArguments whole = call.arguments();
    if (!json) {
      switch (ArgumentRepair.of(whole, traits)) {
        case ArgumentRepair.Refused(String problem) -> {
          return new ToolOutcome.InvalidArguments(problem);
        }
        case ArgumentRepair.Repaired(ToolArguments repaired) -> whole = repaired;
      }
    }
    List<Violation> violations = reader.read(whole);
    if (!violations.isEmpty()) {
      Coerced coerced = schema().coerce(whole.object());
      if (!coerced.changes().isEmpty() && coerced.value() instanceof ObjectNode object) {
        whole =
            ToolArguments.of(object)
                .withChanges(whole.changes())
                .withChanges(changes(coerced.changes()));
        violations = reader.read(whole);
      }
    }
    if (!violations.isEmpty()) {
      return new ToolOutcome.InvalidArguments(
          ArgumentHint.text("the arguments", violations, schema()), violations);
    }
    List<ArgumentChange> changes = whole.changes();
    call.run()
        .emit(
            origin ->
                new RunEvent.LayerDecided(
                    origin, call.ref(), NAME, "repaired", ArgumentChange.list(changes, MAX_TOLD)));
    return next.handle(call.withArguments(whole));
  }

  private static List<ArgumentChange> changes(List<Coercion> coercions) {
    List<ArgumentChange> changes = new ArrayList<>();
    for (Coercion coercion : coercions) {
      changes.add(
          new ArgumentChange(coercion.kind().name().toLowerCase(Locale.ROOT), coercion.pointer()));
    }
    return changes;
  }
}
