package dev.agentruntime.jmh;

/** Texts to look through, of a given length. All values in them are made up. */
final class RedactionTexts {
  /** Prose with nothing to find, and nothing that looks like it from afar. */
  private static final String CLEAN =
      "The forecast for Tokyo says mild air and clear skies, with light wind from the north; rain"
          + " is unlikely before Thursday. The order has left the warehouse and holds a lamp and"
          + " two chairs. \"Delivered on time\", says the note, and the invoice was settled. See"
          + " the manual, which covers setup, cleaning and storage, or ask the desk (open all day)."
          + " ";

  /** The same without quotation marks, to stand in JSON. */
  private static final String PLAIN = CLEAN.replace("\"", "");

  /** Prose full of numbers, of which none is to be found. */
  private static final String NUMBERS =
      "The forecast for Tokyo says 21 degrees and clear skies, with light wind from the north; rain"
          + " is unlikely before Thursday (10%). Order 4711 left the warehouse at 14:05 and has 3"
          + " items: a lamp, two chairs. \"Delivered on time\", says the note, and the invoice of"
          + " 129.90 was settled. See section 2.1 of the manual - it covers setup, cleaning and"
          + " storage - or ask the desk. ";

  private static final int KB = 1_024;

  private RedactionTexts() {}

  static String named(String name, int characters) {
    return switch (name) {
      case "clean" -> filled(CLEAN, characters);
      case "numbers" -> filled(NUMBERS, characters);
      case "email" -> oneIn("Write to jane.doe@example.com for more. ", characters);
      case "card" -> oneIn("It was paid with 4111 1111 1111 1111 today. ", characters);
      case "key" ->
          oneIn("Call it with ghp_qT7xVb2NwLk93ZsHd0RjPfYm5CuAe8GiXo41 then. ", characters);
      case "hostile-at" -> filled("a@a.", characters);
      case "hostile-digits" -> filled("1234 5678-", characters);
      case "hostile-colons" -> filled("1:a:", characters);
      default -> throw new IllegalArgumentException("text must be one of those above, was " + name);
    };
  }

  /**
   * What a tool says at its call of a number: clean prose, clean JSON, or JSON with one address of
   * electronic mail in each kilobyte; an address is that of one of a few people.
   */
  static String answer(String kind, int number, int characters) {
    String start = "{\"query\":\"" + word(number) + "\",\"note\":\"";
    return switch (kind) {
      case "clean" -> filled(word(number) + " says: " + PLAIN, characters);
      case "json" -> start + filled(PLAIN, characters - start.length() - 2) + "\"}";
      case "json-email" -> {
        StringBuilder text = new StringBuilder(start);
        while (text.length() < characters - 2) {
          String value = "Write to " + word(number) + "@example.com for more. ";
          int left = Math.min(KB, characters - text.length() - 2);
          text.append(filled(PLAIN, Math.max(0, left - value.length())));
          text.append(value, 0, Math.min(left, value.length()));
        }
        yield text.append("\"}").toString();
      }
      default ->
          throw new IllegalArgumentException("answer must be one of those above, was " + kind);
    };
  }

  /** Another one for each of 64 numbers, without a digit in it. */
  private static String word(int number) {
    return "w" + (char) ('a' + number % 8) + (char) ('a' + number / 8 % 8);
  }

  /** Clean but for one value in each kilobyte, in its middle. */
  private static String oneIn(String value, int characters) {
    StringBuilder text = new StringBuilder(characters);
    while (text.length() < characters) {
      int kilobyte = Math.min(KB, characters - text.length());
      text.append(filled(CLEAN, kilobyte / 2)).append(value);
      text.append(filled(CLEAN, Math.max(0, kilobyte - kilobyte / 2 - value.length())));
    }
    return text.toString();
  }

  private static String filled(String piece, int characters) {
    return piece.repeat(characters / piece.length() + 1).substring(0, characters);
  }
}
