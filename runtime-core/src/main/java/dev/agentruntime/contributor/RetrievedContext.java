package dev.agentruntime.contributor;

import dev.agentruntime.context.RunContext;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Metadata;
import dev.langchain4j.rag.query.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a langchain4j {@link ContentRetriever} finds for the user's words: a vector search, a web
 * search, a full-text index.
 *
 * <p>The query's metadata holds whom the run is for, so that the retriever can filter by it: the
 * session as {@code chatMemoryId}, and {@link #TENANT} and {@link #PRINCIPAL}, if the host named
 * them, as invocation parameters. A retriever over several tenants' documents must filter; nothing
 * here can do it for it.
 *
 * <p>Safe for use by many threads if the retriever is.
 */
public final class RetrievedContext implements ContextContributor {
  /** The invocation parameter with the run's tenant. */
  public static final String TENANT = "tenant";

  /** The invocation parameter with the run's principal. */
  public static final String PRINCIPAL = "principal";

  private final ContentRetriever retriever;

  private RetrievedContext(ContentRetriever retriever) {
    this.retriever = retriever;
  }

  /**
   * A contributor that asks a retriever.
   *
   * @param retriever finds it; blocks plainly
   * @return a new contributor
   */
  public static RetrievedContext from(ContentRetriever retriever) {
    return new RetrievedContext(Objects.requireNonNull(retriever, "retriever"));
  }

  @Override
  public List<ContextBlock> contribute(RunContext run, UserMessage input) {
    String text =
        input.contents().stream()
            .filter(TextContent.class::isInstance)
            .map(content -> ((TextContent) content).text())
            .collect(Collectors.joining("\n"));
    if (text.isBlank()) {
      return List.of();
    }
    List<Content> found = retriever.retrieve(Query.from(text, metadata(run, input)));
    List<ContextBlock> blocks = new ArrayList<>();
    for (Content content : found) {
      blocks.add(new ContextBlock(name(content, blocks.size()), content.textSegment().text()));
    }
    return blocks;
  }

  private static Metadata metadata(RunContext run, UserMessage input) {
    Map<String, Object> whom = new HashMap<>();
    run.tenant().ifPresent(tenant -> whom.put(TENANT, tenant));
    run.principal().ifPresent(principal -> whom.put(PRINCIPAL, principal));
    InvocationContext.Builder invocation =
        InvocationContext.builder()
            .userMessage(input)
            .invocationParameters(InvocationParameters.from(whom));
    run.sessionId().ifPresent(invocation::chatMemoryId);
    return Metadata.builder().chatMessage(input).invocationContext(invocation.build()).build();
  }

  private static String name(Content content, int position) {
    String file = content.textSegment().metadata().getString(Document.FILE_NAME);
    String name = file == null ? content.textSegment().metadata().getString(Document.URL) : file;
    return name == null || name.isBlank() ? "passage " + (position + 1) : name;
  }
}
