package dev.agentruntime.middleware.taint;

import dev.agentruntime.tool.ParameterRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a parameter nobody declared probably decides, by the words of its name. Whatever is not
 * clearly a destination or words for people counts as {@link ParameterRole#CONTROL}. Stateless.
 */
final class RoleGuess {
  private static final Set<String> DESTINATIONS =
      Set.of(
          "to",
          "cc",
          "bcc",
          "recipient",
          "recipients",
          "email",
          "emails",
          "mail",
          "address",
          "addresses",
          "url",
          "urls",
          "uri",
          "uris",
          "link",
          "links",
          "href",
          "host",
          "hostname",
          "domain",
          "endpoint",
          "webhook",
          "callback",
          "iban",
          "account",
          "accounts",
          "channel",
          "channels",
          "user",
          "users",
          "username",
          "participant",
          "participants",
          "attendee",
          "attendees",
          "phone",
          "phones",
          "payee",
          "beneficiary",
          "guest",
          "guests",
          "invitee",
          "invitees",
          "member",
          "members",
          "receiver",
          "receivers",
          "destination",
          "target",
          "audience",
          "wallet",
          "recepient");

  /** Where a name begins with one of these, the rest says of whom it speaks, not to whom. */
  private static final Set<String> FREE_TEXTS =
      Set.of(
          "body",
          "text",
          "content",
          "contents",
          "message",
          "subject",
          "title",
          "description",
          "comment",
          "comments",
          "note",
          "notes",
          "reason",
          "summary",
          "caption",
          "feedback",
          "review",
          "remark",
          "remarks",
          "memo",
          "question",
          "explanation");

  /** What such a name speaks of is carried out, whatever its last word: "script_content". */
  private static final Set<String> CONTROLS =
      Set.of(
          "query",
          "prompt",
          "sql",
          "script",
          "code",
          "command",
          "cmd",
          "shell",
          "program",
          "expression",
          "template");

  private RoleGuess() {}

  static ParameterRole of(String name) {
    List<String> words = words(name);
    for (String word : words) {
      if (DESTINATIONS.contains(word)) {
        return ParameterRole.DESTINATION;
      }
    }
    boolean freeText =
        !words.isEmpty()
            && FREE_TEXTS.contains(words.getLast())
            && words.stream().noneMatch(CONTROLS::contains);
    return freeText ? ParameterRole.FREE_TEXT : ParameterRole.CONTROL;
  }

  /** The words of a name in camel case, snake case or with dashes, in lower case. */
  private static List<String> words(String name) {
    List<String> words = new ArrayList<>(3);
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean hump = Character.isUpperCase(c) && i > 0 && Character.isLowerCase(name.charAt(i - 1));
      if (hump || !Character.isLetter(c)) {
        finish(word, words);
      }
      if (Character.isLetter(c)) {
        word.append(c);
      }
    }
    finish(word, words);
    return words;
  }

  private static void finish(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString().toLowerCase(Locale.ROOT));
      word.setLength(0);
    }
  }
}
