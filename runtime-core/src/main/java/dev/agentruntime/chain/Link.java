package dev.agentruntime.chain;

import dev.agentruntime.tool.ToolOutcome;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One position in the chain of one tool: a middleware, its name, its anchor and what it declares.
 * Immutable; the {@code with…} methods return changed copies.
 */
public final class Link {
  private final Anchor anchor;
  private final String name;
  private final ToolMiddleware middleware;
  private final @Nullable Admission admission;
  private final Set<LinkTrait> traits;
  private final Set<String> outsideOf;
  private final @Nullable TurnClaim claim;
  private final @Nullable Preview preview;

  private Link(
      Anchor anchor,
      String name,
      ToolMiddleware middleware,
      @Nullable Admission admission,
      Declarations declarations) {
    this.anchor = Objects.requireNonNull(anchor, "anchor");
    this.name = Objects.requireNonNull(name, "name");
    this.middleware = Objects.requireNonNull(middleware, "middleware");
    this.admission = admission;
    this.traits = declarations.traits();
    this.outsideOf = declarations.outsideOf();
    this.claim = declarations.claim();
    this.preview = declarations.preview();
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "a link's name must not be blank, was '" + name + "' at anchor " + anchor);
    }
  }

  /**
   * A link that wraps.
   *
   * @param anchor where it belongs
   * @param name its name in messages, events and the printed chain; unique within a chain
   * @param middleware what it does
   * @param traits what it declares
   * @return a new link
   */
  public static Link of(
      Anchor anchor, String name, ToolMiddleware middleware, LinkTrait... traits) {
    return new Link(anchor, name, middleware, null, Declarations.of(traits));
  }

  /**
   * A link that only looks: refuses a call or lets it pass. Looked at again by {@link
   * ToolCall#recheck()}.
   *
   * @param anchor where it belongs
   * @param name its name in messages, events and the printed chain; unique within a chain
   * @param admission decides
   * @param traits what it declares
   * @return a new link
   */
  public static Link check(Anchor anchor, String name, Admission admission, LinkTrait... traits) {
    return new Link(anchor, name, new Check(admission), admission, Declarations.of(traits));
  }

  /**
   * This link, declaring that it must stand outside another one.
   *
   * @param other the other link's name; if the chain has none of that name, nothing is asked
   * @return a copy
   */
  public Link outsideOf(String other) {
    Set<String> names = new LinkedHashSet<>(outsideOf);
    names.add(other);
    return new Link(
        anchor, name, middleware, admission, new Declarations(traits, names, claim, preview));
  }

  /**
   * This link, setting something aside for the calls of a turn before they begin.
   *
   * @param turnClaim what is asked in the order of the turn
   * @return a copy
   */
  public Link claiming(TurnClaim turnClaim) {
    return new Link(
        anchor,
        name,
        middleware,
        admission,
        new Declarations(
            traits, outsideOf, Objects.requireNonNull(turnClaim, "turnClaim"), preview));
  }

  /**
   * This link, saying in a dry run what it would do. Without this one, a link that only looks says
   * it by looking, and any other one is passed by.
   *
   * @param inDryRuns says what it would do
   * @return a copy
   */
  public Link previewing(Preview inDryRuns) {
    return new Link(
        anchor,
        name,
        middleware,
        admission,
        new Declarations(traits, outsideOf, claim, Objects.requireNonNull(inDryRuns, "inDryRuns")));
  }

  /**
   * Where it belongs.
   *
   * @return the anchor
   */
  public Anchor anchor() {
    return anchor;
  }

  /**
   * Its name.
   *
   * @return a name unique within a chain
   */
  public String name() {
    return name;
  }

  /**
   * What it does.
   *
   * @return the middleware
   */
  public ToolMiddleware middleware() {
    return middleware;
  }

  /**
   * What it looks at, if it only looks.
   *
   * @return the admission, or empty for a link that wraps
   */
  public Optional<Admission> admission() {
    return Optional.ofNullable(admission);
  }

  /**
   * What it sets aside before the calls of a turn begin.
   *
   * @return the claim, or empty for nearly every link
   */
  public Optional<TurnClaim> claim() {
    return Optional.ofNullable(claim);
  }

  /**
   * What it says in a dry run.
   *
   * @return the preview, or empty if it has none of its own
   */
  public Optional<Preview> preview() {
    return Optional.ofNullable(preview);
  }

  /**
   * Whether it declared a trait.
   *
   * @param trait the trait
   * @return true if it did
   */
  public boolean has(LinkTrait trait) {
    return traits.contains(trait);
  }

  /**
   * The links it must stand outside of.
   *
   * @return their names
   */
  public Set<String> outsideOf() {
    return Set.copyOf(outsideOf);
  }

  @Override
  public String toString() {
    return name + "@" + anchor + (traits.isEmpty() ? "" : traits.toString());
  }

  private record Declarations(
      Set<LinkTrait> traits,
      Set<String> outsideOf,
      @Nullable TurnClaim claim,
      @Nullable Preview preview) {
    static Declarations of(LinkTrait... traits) {
      EnumSet<LinkTrait> set = EnumSet.noneOf(LinkTrait.class);
      for (LinkTrait trait : traits) {
        set.add(trait);
      }
      return new Declarations(set, Set.of(), null, null);
    }
  }

  private record Check(Admission admission) implements ToolMiddleware {
    Check {
      Objects.requireNonNull(admission, "admission");
    }

    @Override
    public ToolOutcome around(ToolCall call, ToolHandler next) throws InterruptedException {
      ToolOutcome refusal = admission.peek(call);
      return refusal != null ? refusal : next.handle(call);
    }
  }
}
