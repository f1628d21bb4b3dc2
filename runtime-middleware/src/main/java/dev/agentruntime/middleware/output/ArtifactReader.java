package dev.agentruntime.middleware.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentruntime.artifact.ArtifactScope;
import dev.agentruntime.artifact.ArtifactStore;
import dev.agentruntime.text.Names;
import dev.agentruntime.tool.AgentTool;
import dev.agentruntime.tool.ToolInvocation;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.ToolTraits;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.Objects;
import java.util.Optional;

/**
 * A tool by which a model reads artifacts piece by piece: a range of characters, or the lines that
 * hold a word. It reads those of the session it is called in, or of the run if there is none, and
 * no others. What it gives counts as untrusted, as what it was kept from does.
 *
 * <p>Like any tool it goes through the chain. Safe for use by many threads.
 */
public final class ArtifactReader implements AgentTool {
  /** The tool's name. */
  public static final String NAME = "read_artifact";

  /** How many characters a page has unless the model asks for another number. */
  public static final int DEFAULT_PAGE = 10_000;

  /** More at once would be what the result was shortened for. */
  public static final int MAX_PAGE = 20_000;

  /** Longer texts are no words to look for. */
  private static final int MAX_FIND = 200;

  static final ToolSpecification SPECIFICATION =
      ToolSpecification.builder()
          .name(NAME)
          .description(
              "Reads part of an artifact, the whole of a result that was shortened. Give an offset"
                  + " to read on from there, or a text to find the lines that contain it.")
          .parameters(
              JsonObjectSchema.builder()
                  .addStringProperty("artifact", "its name, as the shortened result gives it")
                  .addIntegerProperty(
                      "offset", "the character to begin with, counted from 0; 0 if left out")
                  .addIntegerProperty(
                      "limit",
                      "how many characters to read, at most "
                          + MAX_PAGE
                          + "; "
                          + DEFAULT_PAGE
                          + " if left out")
                  .addStringProperty(
                      "find",
                      "plain text, not a pattern; gives the lines that contain it, in upper or"
                          + " lower case, with the offset of each")
                  .required("artifact")
                  .additionalProperties(false)
                  .build())
          .build();

  private static final ToolTraits TRAITS =
      ToolTraits.of(ToolTrait.READ_ONLY, ToolTrait.INTERRUPTIBLE);

  private final ArtifactStore artifacts;

  /**
   * A reader of a store.
   *
   * @param artifacts the store
   */
  public ArtifactReader(ArtifactStore artifacts) {
    this.artifacts = Objects.requireNonNull(artifacts, "artifacts");
  }

  @Override
  public ToolSpecification specification() {
    return SPECIFICATION;
  }

  @Override
  public ToolTraits traits() {
    return TRAITS;
  }

  @Override
  public ToolOutcome call(ToolInvocation invocation) throws InterruptedException {
    ObjectNode arguments = invocation.arguments().object();
    String name = arguments.path("artifact").asText();
    int offset = arguments.path("offset").asInt(0);
    int limit = arguments.path("limit").asInt(DEFAULT_PAGE);
    String find = arguments.path("find").asText();
    if (offset < 0 || limit < 1) {
      return ToolOutcome.toolError("offset must be at least 0 and limit at least 1.");
    }
    Optional<String> text = artifacts.load(ArtifactScope.of(invocation.context()), name);
    if (text.isEmpty()) {
      return ToolOutcome.toolError(
          "This conversation has no artifact '"
              + Names.printable(name)
              + "', or has it no more. Repeat the call that made it, asking for less.");
    }
    ArtifactPage page = new ArtifactPage(text.get(), Math.min(limit, MAX_PAGE));
    if (find.length() > MAX_FIND) {
      return ToolOutcome.toolError(
          "find must be at most " + MAX_FIND + " characters, was " + find.length() + ".");
    }
    return find.isEmpty() ? page.from(offset) : page.find(find, offset);
  }

  @Override
  public String toString() {
    return "AgentTool(" + NAME + ")";
  }
}
