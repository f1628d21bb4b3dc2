package dev.agentruntime.middleware.policy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host by its name, or every host below a domain ({@code *.example.com}, which the domain itself
 * is not). Immutable.
 *
 * @param name the host's name in lower case, or the domain
 * @param below whether it stands for every host below that domain
 */
record HostPattern(String name, boolean below) {
  private static final String NUMBER = "(?:0|[1-9][0-9]{0,2})";

  /** As everybody writes addresses; numbers above 255 lead nowhere. */
  private static final Pattern FOUR_NUMBERS =
      Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "\\." + NUMBER);

  static HostPattern of(String text) {
    String lower = Objects.requireNonNull(text, "host").toLowerCase(Locale.ROOT);
    boolean below = lower.startsWith("*.");
    String name = below ? lower.substring(2) : lower;
    if (!name.equals(hostOf("x://" + name + "/"))) {
      throw new IllegalArgumentException(
          "a host must be a plain name such as 'api.example.com' or '*.example.com', without"
              + " scheme, port or blanks, was '"
              + text
              + "'");
    }
    return new HostPattern(name, below);
  }

  boolean matches(String host) {
    return below
        ? host.length() > name.length()
            && host.endsWith(name)
            && host.charAt(host.length() - name.length() - 1) == '.'
        : host.equals(name);
  }

  /**
   * The host of a URL, in lower case, without the root's dot. Whatever two programs could read in
   * two ways – credentials before the host, a backslash, one number for an address, an address in
   * brackets, letters beyond ASCII – is no host here.
   *
   * @return the host, or null if the text is not plainly an absolute URL with a host
   */
  static @Nullable String hostOf(String url) {
    try {
      URI uri = new URI(url);
      String host = uri.getHost();
      if (!uri.isAbsolute() || host == null || uri.getRawUserInfo() != null) {
        return null;
      }
      String lower = host.toLowerCase(Locale.ROOT);
      String plain = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
      return hasOneReading(plain) ? plain : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** A name whose last label begins with a letter, or four plain numbers. */
  private static boolean hasOneReading(String host) {
    char first = host.charAt(host.lastIndexOf('.') + 1);
    return (first >= 'a' && first <= 'z') || FOUR_NUMBERS.matcher(host).matches();
  }

  @Override
  public String toString() {
    return below ? "*." + name : name;
  }
}
