package dev.agentruntime.middleware.internal.pii;

import dev.agentruntime.middleware.internal.scan.Hits;
import dev.agentruntime.middleware.internal.scan.Probe;
import dev.agentruntime.middleware.redact.EntityType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Telephone numbers: digits in groups that Google's libphonenumber holds to be possible after a
 * plus sign, or valid in one of the regions; and shorter or odder ones next to a word for a
 * telephone. A date, a decimal, an address of the internet or a social security number is none.
 */
final class PhoneProbe implements Probe.OfNumber {
  /** What a label says if the number is certainly something else. */
  private static final long OTHER_NUMBERS =
      Topic.CARD.bit()
          | Topic.IBAN.bit()
          | Topic.BANK.bit()
          | Topic.ROUTING.bit()
          | Topic.SSN.bit()
          | Topic.IDENTITY.bit()
          | Topic.TAX.bit()
          | Topic.PATIENT.bit()
          | Topic.DOCTOR.bit()
          | Topic.PASSPORT.bit()
          | Topic.LICENCE.bit()
          | Topic.BIRTH.bit()
          | Topic.VERSION.bit();

  private final PhoneNumbers numbers;

  PhoneProbe(List<String> regions) {
    numbers = new PhoneNumbers(regions);
  }

  @Override
  public Set<EntityType> types() {
    return Set.of(EntityType.PHONE);
  }

  @Override
  public @Nullable Hits number(String text, int start, int end, @Nullable Hits hits) {
    if (!Ascii.isDigit(text.charAt(start))
        || (hits != null && hits.covers(start, EntityType.PHONE))) {
      return hits;
    }
    PhoneShape shape = PhoneShape.at(text, start);
    if (shape == null) {
      return hits;
    }
    double confidence = confidence(text, shape);
    return confidence > 0
        ? Hits.add(hits, shape.start(), shape.end(), EntityType.PHONE, confidence)
        : hits;
  }

  private double confidence(String text, PhoneShape shape) {
    if (shape.international()) {
      return numbers.isPossible(shape.dialled(text)) ? Confidence.OF_SHAPE_ONLY_IT_HAS : 0;
    }
    long label = Context.label(text, shape.start());
    if ((label & Topic.PHONE.bit()) == 0 && (label & OTHER_NUMBERS) != 0) {
      return 0;
    }
    if (Context.speaksOf(Topic.PHONE, text, shape.start(), shape.end())) {
      return Confidence.IN_CONTEXT;
    }
    return shape.isUsual(text) && numbers.isValid(shape.dialled(text)) ? Confidence.POSSIBLE : 0;
  }
}
