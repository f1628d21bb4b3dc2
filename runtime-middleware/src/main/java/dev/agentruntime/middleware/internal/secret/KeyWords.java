package dev.agentruntime.middleware.internal.secret;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.regex.Pattern;

/**
 * What the name in front of a value says about it, such as {@code AWS_SECRET_ACCESS_KEY}. All words
 * are sought at once by one automaton that reads the name once; case, underscores, hyphens, dots
 * and blanks in it do not matter. Stateless.
 */
final class KeyWords {
  /** A secret, whatever else it is. */
  static final int SECRET = 1;

  /** Something a person chose: short, and no two alike. */
  static final int PASSWORD = 2;

  /** The key of a provider, or else of a table or map: says nothing by itself. */
  static final int KEY = 4;

  /** Somebody whose keys are secret; at the end of a name. */
  static final int PROVIDER = 8;

  /** No secret, whatever else it is. */
  static final int HARMLESS = 16;

  private static final String SECRETS =
      """
      token secret apikey accesskey authkey privatekey credential authorization signingkey
      encryptionkey masterkey accountkey storagekey sharedkey sharedaccesssignature servicekey
      subscriptionkey licensekey functionkey clientkey appkey deploykey sessionkey
      webhookkey connectionstring oauth bearer hmackey rootkey adminkey serverkey consumerkey\
      """;

  private static final String PASSWORDS =
      "password passwd passwort kennwort motdepasse contrasena passphrase passcode pwd userpass "
          + "dbpass mysqlpass pgpass smtppass mailpass";

  /** Only as words of their own. */
  private static final String SHORT_PASSWORDS = "pass pw psw";

  private static final String SHORT_SECRETS = "auth cred creds";

  private static final String SHORT_KEYS = "key";

  private static final String PROVIDERS =
      """
      1password adafruit adobe airtable algolia alibaba aliyun amplitude anthropic artifactory asana
      atlassian auth0 authress aws azure beamer bedrock bitbucket bitly bittrex braintree buildkite
      circleci clickhouse clojars cloudant cloudflare cloudinary codecov cohere coinbase confluent
      contentful databricks datadog deepseek digitalocean discord docker doppler droneci dropbox
      duffel dynatrace easypost elastic etsy facebook fastly figma finicity finnhub firebase flickr
      flutterwave flyio frameio freemius freshbooks gcp github gitlab gitter gocardless grafana groq
      harness hashicorp heroku hubspot huggingface infracost instagram intercom intra42 jenkins jfrog
      jira kraken kucoin langsmith launchdarkly linear linkedin lob looker mailchimp mailgun mandrill
      mapbox mattermost maxmind meraki messagebird microsoft mistral mongodb netlify newrelic nomad
      notion npm nuget nytimes octopus okta openai openshift openweather pagerduty paypal perplexity
      plaid planetscale plivo postman prefect privateai pulumi pusher pypi rapidapi razorpay replicate
      rubygems salesforce scalingo segment sendbird sendgrid sendinblue sentry settlemint shippo
      shopify sidekiq slack snowflake snyk softlayer sonar sonarqube sourcegraph spotify square
      squarespace stripe sumologic sumo supabase telegram tencent terraform travis trello twilio
      twitch twitter typeform vault vercel yandex zendesk\
      """;

  /** Anywhere in a name. */
  private static final String NO_SECRETS =
      "public csrf xsrf authenticity tokeniz keyword keyboard expir checksum fingerprint "
          + "placeholder nextpage pagetoken nexttoken continuation primarykey foreignkey";

  /** As words of their own: tests and manuals call so what is no secret, or none that counts. */
  private static final String NOT_REAL = "fake dummy mock bogus invalid nonmatching nonexistent";

  /** At the end of a name: what is said is about the secret. */
  private static final String ABOUT_SECRETS =
      """
      id ids name names type length size count limit version path file dir url uri endpoint host
      policy prefix suffix format field column label title hint regex pattern selector index usage
      tokens keys code error message status enabled required manager provider algorithm ref arn env
      variable header rotation age ttl at model class namespace store reset changed sha digest hash
      commit image tag price plan channel project repo branch user username bucket region account
      product customer\
      """;

  /** Signs after the small letters: the digits. */
  private static final int SIGNS = 36;

  private static final int LETTERS = 26;

  /** In a word's bits: it must begin where a word of the name does. */
  private static final int FROM_START = 32;

  /** In a word's bits: it must end where the name does. */
  private static final int TO_END = 64;

  /** In a word's bits: it must end where a word of the name does. */
  private static final int WHOLE = 128;

  private static final int BITS = 8;

  private static final Pattern SPACES = Pattern.compile("\\s+");

  /** Every word but the providers' has all letters of one of these. */
  private static final int[] NEEDED = {
    bits("k"), bits("pw"), bits("pas"), bits("cred"), bits("secrt"), bits("auth"), bits("bear")
  };

  /** Each of those has one of these, which are not in every word. */
  private static final int IN_ALL = bits("kpcub");

  private static final KeyWords ALL = new KeyWords();

  private final List<int[]> next = new ArrayList<>();
  private final List<List<Integer>> found = new ArrayList<>();

  /** After each state and sign, the next state. */
  private final int[] table;

  /** For each state the words that end in it: length and bits. */
  private final int[][] words;

  private KeyWords() {
    state();
    add(SECRETS, SECRET);
    add(PASSWORDS, PASSWORD);
    add(SHORT_PASSWORDS, PASSWORD | FROM_START | WHOLE);
    add(SHORT_SECRETS, SECRET | FROM_START | WHOLE);
    add(SHORT_KEYS, KEY | FROM_START | WHOLE);
    add(PROVIDERS, PROVIDER | FROM_START | WHOLE);
    add(NO_SECRETS, HARMLESS);
    add(NOT_REAL, HARMLESS | FROM_START | WHOLE);
    add(ABOUT_SECRETS, HARMLESS | FROM_START | TO_END);
    table = linked();
    words =
        found.stream()
            .map(all -> all.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  private static int bits(String letters) {
    return letters.chars().map(letter -> 1 << letter).reduce(0, (all, letter) -> all | letter);
  }

  private int state() {
    int[] row = new int[SIGNS];
    Arrays.fill(row, -1);
    next.add(row);
    found.add(new ArrayList<>());
    return next.size() - 1;
  }

  private void add(String all, int bits) {
    SPACES.splitAsStream(all).forEach(word -> addWord(word, bits));
  }

  private void addWord(String word, int bits) {
    int state = 0;
    for (int i = 0; i < word.length(); i++) {
      int sign = sign(word.charAt(i));
      if (next.get(state)[sign] < 0) {
        next.get(state)[sign] = state();
      }
      state = next.get(state)[sign];
    }
    found.get(state).add(word.length() << BITS | bits);
  }

  /** Aho and Corasick: where a word breaks off, goes on with the longest that its end begins. */
  private int[] linked() {
    int[] failed = new int[next.size()];
    Queue<Integer> waiting = new ArrayDeque<>(List.of(0));
    while (!waiting.isEmpty()) {
      int state = waiting.remove();
      int[] row = next.get(state);
      for (int sign = 0; sign < SIGNS; sign++) {
        int otherwise = state == 0 ? 0 : next.get(failed[state])[sign];
        if (row[sign] < 0) {
          row[sign] = otherwise;
        } else {
          failed[row[sign]] = otherwise;
          found.get(row[sign]).addAll(found.get(otherwise));
          waiting.add(row[sign]);
        }
      }
    }
    return next.stream().flatMapToInt(Arrays::stream).toArray();
  }

  private static int sign(char c) {
    char small = Chars.small(c);
    if (small >= 'a' && small <= 'z') {
      return small - 'a';
    }
    return c >= '0' && c <= '9' ? LETTERS + c - '0' : -1;
  }

  /**
   * Whether the letters of a name allow it to say anything but a provider's name.
   *
   * @param letters bit 1 for an A, bit 2 for a B, and so on
   */
  static boolean mayBeOf(int letters) {
    if ((letters & IN_ALL) == 0) {
      return false;
    }
    for (int needed : NEEDED) {
      if ((letters & needed) == needed) {
        return true;
      }
    }
    return false;
  }

  /**
   * What a name says.
   *
   * @return {@link #SECRET} and the others, or 0 if it says nothing or that it is harmless
   */
  static int of(CharSequence text, int start, int end) {
    int said = ALL.said(text, start, end);
    return (said & HARMLESS) != 0 ? 0 : said;
  }

  private int said(CharSequence text, int start, int end) {
    int said = 0;
    int state = 0;
    for (int i = start; i < end; i++) {
      int sign = sign(text.charAt(i));
      if (sign >= 0) {
        state = table[state * SIGNS + sign];
        for (int word : words[state]) {
          said |= fits(text, start, end, i, word) ? bits(word) : 0;
        }
      }
    }
    return said;
  }

  private static int bits(int word) {
    return word & (FROM_START - 1);
  }

  private static boolean fits(CharSequence text, int start, int end, int last, int word) {
    if ((word & TO_END) != 0 && !isLast(text, last, end)) {
      return false;
    }
    if ((word & WHOLE) != 0 && !isWordStart(text, last + 1, end)) {
      return false;
    }
    return (word & FROM_START) == 0
        || isWordStart(text, first(text, start, last, word >>> BITS), end);
  }

  private static boolean isLast(CharSequence text, int last, int end) {
    for (int i = last + 1; i < end; i++) {
      if (Chars.is(text.charAt(i), Chars.LETTER)) {
        return false;
      }
    }
    return true;
  }

  private static int first(CharSequence text, int start, int last, int length) {
    int left = length - 1;
    int at = last;
    while (left > 0 && at > start) {
      at--;
      left -= Chars.is(text.charAt(at), Chars.ALNUM) ? 1 : 0;
    }
    return at;
  }

  /** Whether no word goes on here: after a sign, at a hump, or at the end of the name. */
  private static boolean isWordStart(CharSequence text, int at, int end) {
    if (at == 0 || at >= end) {
      return true;
    }
    char before = text.charAt(at - 1);
    char c = text.charAt(at);
    return !Chars.is(before, Chars.LETTER)
        || !Chars.is(c, Chars.LETTER)
        || (Chars.is(before, Chars.LOWER | Chars.LOWER_HEX)
            && Chars.is(c, Chars.UPPER | Chars.UPPER_HEX));
  }
}
