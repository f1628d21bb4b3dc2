package dev.agentruntime.middleware.model;

import dev.langchain4j.model.output.TokenUsage;
import java.util.Optional;

/**
 * Reads what a provider reported. What langchain4j's core knows is input and output; cached and
 * reasoning tokens are in its providers' own types, and whether the input includes the cached ones
 * differs between them, so a host that pays for them says how to read them:
 *
 * <pre>{@code
 * TokenReader openAi = usage -> usage instanceof OpenAiTokenUsage own && own.inputTokensDetails() != null
 *     ? Optional.of(new TokenCounts(own.inputTokenCount(), own.inputTokensDetails().cachedTokens(),
 *         own.outputTokenCount(), own.outputTokensDetails().reasoningTokens()))
 *     : TokenReader.standard().read(usage);
 * TokenReader anthropic = usage -> usage instanceof AnthropicTokenUsage own
 *     ? Optional.of(new TokenCounts(own.inputTokenCount() + own.cacheReadInputTokens(),
 *         own.cacheReadInputTokens(), own.outputTokenCount(), 0))
 *     : TokenReader.standard().read(usage);
 * }</pre>
 *
 * <p>Called on the thread of the run, by many at once; must not throw.
 */
@FunctionalInterface
public interface TokenReader {

  /**
   * Input and output as reported. A report that lacks either is none.
   *
   * @return a reader
   */
  static TokenReader standard() {
    return usage ->
        usage.inputTokenCount() == null || usage.outputTokenCount() == null
            ? Optional.empty()
            : Optional.of(TokenCounts.of(usage.inputTokenCount(), usage.outputTokenCount()));
  }

  /**
   * Reads a report.
   *
   * @param usage what the provider reported
   * @return the counts, or empty if the report does not tell
   */
  Optional<TokenCounts> read(TokenUsage usage);
}
