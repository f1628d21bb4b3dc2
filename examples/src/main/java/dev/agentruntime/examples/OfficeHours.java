package dev.agentruntime.examples;

import dev.agentruntime.chain.Anchor;
import dev.agentruntime.chain.Layer;
import dev.agentruntime.chain.LayerBinding;
import dev.agentruntime.chain.Link;
import dev.agentruntime.chain.LinkTrait;
import dev.agentruntime.chain.ToolCall;
import dev.agentruntime.tool.ToolOutcome;
import dev.agentruntime.tool.ToolTrait;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a host's own beside the ready ones: what cannot be undone happens while somebody is at
 * work. It says where it belongs and what it needs; the chain puts it there and refuses an order
 * that would break it.
 */
public final class OfficeHours implements Layer {
  /** The name of the layer and of its link. */
  public static final String NAME = "office-hours";

  private static final LocalTime OPEN = LocalTime.of(9, 0);
  private static final LocalTime CLOSED = LocalTime.of(17, 0);

  private final ZoneId zone;

  /**
   * Office hours somewhere.
   *
   * @param zone where the office is
   */
  public OfficeHours(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Tools whose effect can be undone have no such link, and it costs them nothing. */
  @Override
  public List<Link> bind(LayerBinding binding) {
    return binding.tool().traits().has(ToolTrait.DESTRUCTIVE)
        ? List.of(
            Link.check(Anchor.POLICY, NAME, this::lookAt, LinkTrait.AUTHORISES)
                .outsideOf("approval"))
        : List.of();
  }

  /** Looked at again after a wait for a human, who may have been slow. */
  private @Nullable ToolOutcome lookAt(ToolCall call) {
    LocalTime now = call.run().time().instant().atZone(zone).toLocalTime();
    boolean open = !now.isBefore(OPEN) && now.isBefore(CLOSED);
    return open
        ? null
        : new ToolOutcome.Blocked(
            NAME, "closed", "Nobody is at work. Leave a note for the morning instead.", null);
  }
}
