package dev.agentruntime.middleware.redact.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.middleware.redact.EntityType;
import dev.agentruntime.middleware.redact.detect.Detection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is taken for a secret, where it begins and ends, and what is left alone. */
class SecretDetectionTest {
  private final Detection detection = Detection.standard().build();

  private String found(String text) {
    return detection.find(text).stream()
        .filter(finding -> finding.type().equals(EntityType.SECRET))
        .map(finding -> finding.in(text))
        .collect(Collectors.joining(" "));
  }

  private void assertFound(String secret, String before, String behind) {
    assertEquals(secret, found(before + secret + behind), before + "…" + behind);
  }

  private void assertClean(String text) {
    assertEquals("", found(text), text);
  }

  private static String base64Url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aProvidersTokenIsFoundAnywhere() {
    for (String token :
        List.of(
            "AK" + "IA" + Drawn.of(Drawn.CAPITAL, 16),
            "gh" + "p_" + Drawn.of(Drawn.ALNUM, 36),
            "gl" + "pat-" + Drawn.of(Drawn.URL_SAFE, 20),
            "xo" + "xb-123456789012-210987654321-" + Drawn.of(Drawn.ALNUM, 24),
            "sk" + "_live_" + Drawn.of(Drawn.ALNUM, 24),
            "sk" + "-ant-api03-" + Drawn.of(Drawn.URL_SAFE, 93) + "AA",
            "sk" + "-proj-" + Drawn.of(Drawn.URL_SAFE, 120),
            "np" + "m_" + Drawn.of(Drawn.ALNUM, 36),
            "SG" + "." + Drawn.of(Drawn.ALNUM, 22) + "." + Drawn.of(Drawn.ALNUM, 43),
            "SK" + Drawn.of(Drawn.HEX, 32),
            "sh" + "pat_" + Drawn.of(Drawn.HEX, 32),
            "do" + "p_v1_" + Drawn.of(Drawn.HEX, 64),
            "da" + "pi" + Drawn.of(Drawn.HEX, 32),
            "hv" + "s." + Drawn.of(Drawn.URL_SAFE, 95),
            "li" + "n_api_" + Drawn.of(Drawn.ALNUM, 40),
            "12345678:A" + Drawn.of(Drawn.ALNUM, 34),
            Drawn.of(Drawn.HEX, 32) + "-us19",
            "b3" + "x8Q~" + Drawn.of(Drawn.ALNUM, 34))) {
      assertFound(token, "", "");
      assertFound(token, "use ", " for it");
      assertFound(token, "(\"", "\")");
      assertFound(token, "line\\n", "\\nnext");
      assertFound(token, "<t>\n  ", "\n</t>");
    }
  }

  @Test
  void aTokenOfTheWrongLengthOrWithinAWordIsNone() {
    assertClean("gh" + "p_" + Drawn.of(Drawn.ALNUM, 35));
    assertClean("gh" + "p_" + Drawn.of(Drawn.ALNUM, 37));
    assertClean("x" + "AK" + "IA" + Drawn.of(Drawn.CAPITAL, 16));
  }

  @Test
  void examplesAreNotTakenForTokens() {
    assertClean("gh" + "p_" + "x".repeat(36));
    assertClean("AI" + "za" + "abcdefghijklmnopqrstuvwxyz123456789");
    assertClean("xo" + "xb-your-bot-token-goes-here");
  }

  @Test
  void aPrivateKeyIsFoundWithItsLinesEscapedOrNotAndCutOrNot() {
    String body = Drawn.of(Drawn.ALNUM, 64);
    for (String label : List.of("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")) {
      for (String line : List.of("\n", "\\n", "\r\n")) {
        String begin = "-----BE" + "GIN " + label + "PRI" + "VATE KEY-----" + line;
        String cut = begin + body + line + body;
        assertFound(cut, "", "");
        assertFound(cut, "", line);
        String whole = cut + line + "-----END " + label + "PRI" + "VATE KEY-----";
        assertFound(whole, "key: \"", "\"");
      }
    }
    assertClean("-----BE" + "GIN PRI" + "VATE KEY-----\n…\n-----END PRI" + "VATE KEY-----");
    assertClean("-----BE" + "GIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----");
  }

  @Test
  void aSignedTokenIsFoundOnlyIfItsHeaderIsJson() {
    String payload = base64Url("{\"sub\":\"1\",\"name\":\"Anna\"}");
    String signature = Drawn.of(Drawn.URL_SAFE, 43);
    String token = base64Url("{\"alg\":\"HS256\"}") + "." + payload + "." + signature;
    assertFound(token, "", "");
    assertFound(token, "Authorization: Bearer ", "\n");
    assertFound(token, "?jwt=", "&x=1");
    assertClean(base64Url("{\"alg\":\"HS2") + "." + payload + "." + signature);
    assertClean(base64Url("{\"name\":\"x\"}") + "." + payload + "." + signature);
  }

  @Test
  void ofAnAddressThePasswordIsFoundAndNothingElse() {
    assertFound("s3cretpw", "postgres://anna:", "@db.example.org:5432/app");
    assertFound("p@ss", "https://anna:", "@example.org");
    assertEquals(
        "https://anna:[SECRET]@example.org/x",
        detection.mask().redact("https://anna:horsebattery@example.org/x"));
    assertClean("https://anna:${PASSWORD}@example.org");
    assertClean("https://user:password@example.org");
    assertClean("https://example.org:8443/path@2");
  }

  @Test
  void theValueIsFoundAndNeverTheWordThatNamesIt() {
    String value = Drawn.of(Drawn.ALNUM, 32);
    for (String before :
        List.of(
            "api_key = ",
            "apiKey: ",
            "API-KEY=",
            "\"clientSecret\": \"",
            "'access_token' => '",
            "secret := `",
            "export MY_AUTH_TOKEN=",
            "X-Api-Key: ",
            "Authorization: Bearer ",
            "AccountName=x;AccountKey=",
            "var githubToken string = \"",
            "<add key=\"apiToken\" value=\"",
            "- name: API_TOKEN\n  value: ",
            "setProperty(\"STRIPE_SECRET\", \"",
            "--api-key ",
            "<apiToken>\n  ",
            "{\\\"token\\\":\\\"",
            "API key: ")) {
      assertFound(value, before, "");
    }
    assertEquals(
        "{\"token\": \"[SECRET]\", \"n\": 1}",
        detection.mask().redact("{\"token\": \"" + value + "\", \"n\": 1}"));
  }

  @Test
  void charactersThatChangeTheirLengthInSmallLettersMoveNothing() {
    String value = Drawn.of(Drawn.ALNUM, 32);
    assertEquals("İİ ẞ TOKEN=[SECRET] İ", detection.mask().redact("İİ ẞ TOKEN=" + value + " İ"));
  }

  @Test
  void aPasswordMayBeShortButIsNoWordAndNoExpression() {
    for (String password : List.of("hunter2", "Tr0ub4dor&3", "pa$$w0rd!", "12:ab:34")) {
      assertFound(password, "password=", "");
      assertFound(password, "\"passwd\": \"", "\"");
      assertFound(password, "Server=x;Pwd=", ";Database=y");
    }
    for (String other :
        List.of(
            "config.password",
            "getPassword()",
            "\"PASSWORD\"",
            "\"changeme123\"",
            "\"********\"",
            "${DB_PASSWORD}",
            "{{ .Values.password }}",
            "$(cat pw.txt)",
            "<your password>",
            "%PASSWORD%",
            "required",
            "\"at least 8 characters\"")) {
      assertClean("password = " + other);
    }
    assertFound("s3cret!x", "curl -u anna:", " https://example.org");
    assertFound("s3cret!x", "curl --user 'anna:", "' https://example.org");
    assertClean("curl -u user:pass https://example.org");
  }

  @Test
  void digestsAndUuidsAreNoSecretsUnlessANameSaysSo() {
    String digest = Drawn.of(Drawn.HEX, 40);
    for (String text :
        List.of(
            "commit " + digest,
            "sha256:" + Drawn.of(Drawn.HEX, 64),
            "etag: \"" + Drawn.of(Drawn.HEX, 32) + "\"",
            "request id " + Drawn.uuid(),
            "\"key\": \"" + digest + "\"",
            "GITHUB_SHA=" + digest,
            "credentialsId: '" + Drawn.uuid() + "'")) {
      assertClean(text);
    }
    assertFound(digest, "api_key=", "");
    assertFound(Drawn.uuid(), "HEROKU_API_KEY=", "");
  }

  @Test
  void aDigestBehindAProvidersNameAloneIsNoSecret() {
    for (int length : new int[] {32, 40, 64}) {
      assertClean("github: " + Drawn.of(Drawn.HEX, length));
      assertFound(Drawn.of(Drawn.HEX, length), "github_token: ", "");
    }
    assertFound(Drawn.of(Drawn.HEX, 48), "datadog: ", "");
  }

  @Test
  void hexadecimalDigitsOfBothCasesWereTypedAndAreNoSecret() {
    String printed = Drawn.of(Drawn.HEX, 40);
    String typed = printed.substring(0, 30) + "F" + printed.substring(31);
    String spoilt = printed.substring(0, 38) + "R1";
    assertFound(printed, "api_key: ", "");
    assertFound("SK_" + printed, "api_key: ", "");
    assertFound("0x" + Drawn.of(Drawn.HEX, 64), "private_key: ", "");
    assertClean("api_key: " + typed);
    assertClean("api_key: " + spoilt);
  }

  @Test
  void aNameThatSaysItIsNotRealIsBelieved() {
    String value = Drawn.of(Drawn.ALNUM, 32);
    for (String name :
        List.of("fakeToken", "invalid_api_key", "DUMMY_PASSWORD", "mock.secret", "bogus-key")) {
      assertClean(name + " = \"" + value + "\"");
    }
    for (String name : List.of("nonProdToken", "test_api_key", "invalidateTokenSecret")) {
      assertFound(value, name + " = \"", "\"");
    }
    String token = "gh" + "p_" + Drawn.of(Drawn.ALNUM, 36);
    assertFound(token, "fakeToken = ", "");
  }

  @Test
  void aKeyThatPagesShowIsASecretOnlyBesideSomethingElse() {
    String key = "AI" + "za" + Drawn.of(Drawn.URL_SAFE, 35);
    for (String around : List.of("", " ", "\"", "\n")) {
      assertClean(around + key + around);
    }
    assertFound(key, "?key=", "");
    assertFound(key, "\"apiKey\": \"", "\"");
    assertFound(key, "use ", "");
    assertFound(key, "", " for it");
  }

  @Test
  void ofAManifestOfASecretAllDataIsFoundWhateverItsName() {
    String value = "czNjcmV0LWRhdGE=";
    String other = "b3RoZXIgZGF0YSE=";
    String head = "apiVersion: v1\n";
    String data = "data:\n  # in base64\n  a.b: " + value + "\n  c: |\n    " + other + "\n";
    String both = value + " " + other;
    assertEquals(both, found(head + "kind: Secret\nmetadata:\n  name: abcdefghijkl\n" + data));
    assertEquals(both, found(head + data + "kind: 'Secret'\ntype: Opaque\n"));
    assertEquals(
        both,
        found(
            "items:\n- apiVersion: v1\n"
                + ("  " + head + data + "kind: Secret").replace("\n", "\n  ")));
    assertEquals(
        value,
        found(
            "{\n  \"data\": {\n    \"abcdefghijkl\": \""
                + value
                + "\"\n  },\n"
                + "  \"kind\": \"Secret\"\n}"));
  }

  @Test
  void dataOfOtherManifestsAndTemplatesOfThemAreLeftAlone() {
    String data = "data:\n  a: czNjcmV0LWRhdGE=\n";
    assertClean("kind: ConfigMap\n" + data);
    assertClean("kind: SecretProviderClass\n" + data);
    assertClean("kind: Secret\n---\nkind: ConfigMap\n" + data);
    assertClean(data + "kind: ConfigMap\n---\nkind: Secret\n");
    assertClean("kind: Secret\nspec:\n  a: czNjcmV0LWRhdGE=\n");
    assertClean("kind: Secret\ndata:\n  a: {{ include \"abcdefghijkl\" }}\n  b: YmFyCg==\n");
  }

  @Test
  void whatIsSaidAboutSecretsIsNone() {
    for (String text :
        List.of(
            "max_tokens: 4096",
            "token_type: bearer",
            "secret_name = \"prod5zyxlmy-cmk-2\"",
            "public_key: " + Drawn.of(Drawn.ALNUM, 40),
            "csrf_token: " + Drawn.of(Drawn.ALNUM, 40),
            "next_page_token=" + Drawn.of(Drawn.ALNUM, 40),
            "key_length = XSalsa20.key_length",
            "token_url = https://login7.example.org/oauth2/v2/t0k3n",
            "secret: /run/secrets/db2pass1word3",
            "the secret of a happy life",
            "keyboard: qwerty12345x6y7z8",
            "API_KEY=")) {
      assertClean(text);
    }
  }
}
