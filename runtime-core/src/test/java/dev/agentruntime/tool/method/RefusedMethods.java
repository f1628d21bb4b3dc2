package dev.agentruntime.tool.method;

import dev.agentruntime.tool.ToolTrait;
import dev.agentruntime.tool.Traits;
import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.Tool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/** Classes whose tool method cannot be one. */
final class RefusedMethods {
  private RefusedMethods() {}

  @Refused(
      "a() is private; a tool is called from outside its class: make it package-private or"
          + " more")
  static final class PrivateMethod {
    @Tool
    @SuppressWarnings("UnusedMethod") // Being private is the point
    private void a() {}
  }

  @Refused(
      "a() returns a CompletableFuture; return the value itself: tools run on virtual"
          + " threads and may block")
  static final class LaterResult {
    @Tool
    CompletableFuture<String> a() {
      return CompletableFuture.completedFuture("");
    }
  }

  @Refused(
      "a() returns a Publisher; return the value itself: tools run on virtual threads and"
          + " may block")
  static final class PublisherResult {
    @Tool
    Flow.Publisher<String> a() {
      return _ -> {};
    }
  }

  @Refused("a() returns a Stream; return a list, or the text")
  static final class StreamResult {
    @Tool
    Stream<String> a() {
      return Stream.empty();
    }
  }

  @Refused("a() returns a TextContent; results are texts here: return a String or a record")
  static final class ContentResult {
    @Tool
    dev.langchain4j.data.message.TextContent a() {
      return dev.langchain4j.data.message.TextContent.from("a");
    }
  }

  @Refused(
      "a() is called 'with spaces', which providers refuse; name it with @Tool(name = ...)"
          + " in 1 to 64 of a-z A-Z 0-9 _ -")
  static final class BadToolName {
    @Tool(name = "with spaces")
    void a() {}
  }

  @Refused(
      "a() has the return behaviour IMMEDIATE, but the model sees every result here; drop" + " it")
  static final class ImmediateResult {
    @Tool(returnBehavior = ReturnBehavior.IMMEDIATE)
    void a() {}
  }

  @Refused("a() has metadata that is not a JSON object; correct @Tool(metadata = ...)")
  static final class ArrayMetadata {
    @Tool(metadata = "[]")
    void a() {}
  }

  @Refused("a() has the metadata 'null'; correct @Tool(metadata = ...)")
  static final class NullMetadata {
    @Tool(metadata = "null")
    void a() {}
  }

  @Refused(
      "a() has traits that contradict each other; correct its @Traits: a tool must not be"
          + " both READ_ONLY and DESTRUCTIVE, was [READ_ONLY, DESTRUCTIVE]")
  static final class ContradictingTraits {
    @Tool
    @Traits({ToolTrait.READ_ONLY, ToolTrait.DESTRUCTIVE})
    void a() {}
  }

  @Refused(
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa() is called"
          + " 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', which providers"
          + " refuse; name it with @Tool(name = ...) in 1 to 64 of a-z A-Z 0-9 _ -")
  static final class LongToolName {
    @Tool
    void aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa() {}
  }
}
