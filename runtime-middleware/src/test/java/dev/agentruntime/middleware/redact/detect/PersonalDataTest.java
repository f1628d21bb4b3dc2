package dev.agentruntime.middleware.redact.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the standard detectors find and what they leave alone. */
class PersonalDataTest {
  private final Detection detection = Detection.standard().build();

  private String found(String text) {
    return detection.find(text).stream()
        .map(finding -> finding.type() + "=" + finding.in(text))
        .collect(Collectors.joining("; "));
  }

  private void assertFound(String expected, String text) {
    assertEquals(expected, found(text));
  }

  @ParameterizedTest
  @CsvSource({
    "anna.lopez+news@mail.example.co.uk",
    "o'neil@example.org",
    "ирина.иванов96@почта.рф",
    "jürgen@müller.de",
    "x@a-b.info",
    "anna%40example.org"
  })
  void anAddressIsFoundWholeInAnyAlphabet(String address) {
    assertFound("EMAIL=" + address, address);
    assertFound("EMAIL=" + address, "Write to <" + address + ">, please.");
    assertFound("EMAIL=" + address, "mailto:" + address + "?subject=x");
    assertFound("EMAIL=" + address, "to=" + address + ".");
  }

  @Test
  void anAddressEndsWhereWordsWithoutSpacesTouchIt() {
    assertFound("EMAIL=zhang@example.com", "请联系zhang@example.com谢谢");
    assertFound("EMAIL=花子.佐々木60@mail.com", "名前,花子.佐々木60@mail.com,東京");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "root@localhost",
        "@handle",
        "a @ b.com",
        "icon@2x.png",
        "left-pad@1.3.0",
        "user@host:22",
        "x@.com",
        ".@y.com"
      })
  void whatOnlyLooksLikeAnAddressIsNone(String text) {
    assertFound("", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1 (415) 555-0132",
        "+49 171 2345678",
        "+55 11 98456 5666",
        "0044 20 7946 0958",
        "(415) 555-0132",
        "415-555-0132",
        "020 7946 0958",
        "01 42 68 53 00",
        "+1-415-555-0132x123",
        "212.555.0132 ext. 77"
      })
  void aTelephoneNumberIsFoundWithItsExtension(String number) {
    assertFound("PHONE=" + number, "Try " + number + " again.");
  }

  @ParameterizedTest
  @CsvSource({"call, 451 5986", "Phone:, 28-81-33-70", "mobile, 0171 234567", "Tel., 5551234"})
  void aShortOrOddNumberIsATelephoneNextToAWordForOne(String word, String number) {
    assertFound("PHONE=" + number, word + " " + number + " now");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "378282246310005",
        "3782 822463 10005", "6011000990139424", "5105105105105100", "2223003122003222"
      })
  void aCardIsFoundByIssuerLengthAndCheckDigit(String number) {
    assertFound("CARD=" + number, "Paid with " + number + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112",
        "9999999999999995",
        "0000000000000000",
        "x-4111111111111111-0",
        "4.111111111111111"
      })
  void aNumberWithoutThemIsNoCard(String number) {
    assertFound("", "Took " + number + " of them");
  }

  @Test
  void anIbanIsFoundByLengthAndRemainder() {
    assertFound("IBAN=DE89 3704 0044 0532 0130 00", "to DE89 3704 0044 0532 0130 00 today");
    assertFound("IBAN=GB29NWBK60161331926819", "to GB29NWBK60161331926819.");
    assertFound("", "to GB29NWBK60161331926818.");
    assertFound("IBAN=GB29NWBK60161331926818", "the IBAN GB29NWBK60161331926818 is mistyped");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.20.30.40",
        "192.168.1.0/24",
        "2001:db8::8a2e:370:7334",
        "fe80::1%eth0",
        "::ffff:10.20.30.40",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "2001:db8::/32"
      })
  void anAddressOfTheInternetIsFound(String address) {
    assertFound("IP=" + address, "from " + address + ", twice");
    assertFound("IP=" + address, "[" + address + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"01:23:45:67:89:ab", "01-23-45-67-89-AB", "0123.4567.89ab", "ab:cd:ef:ab:cd:ef"})
  void aHardwareAddressIsFound(String address) {
    assertFound("MAC=" + address, "card " + address + " is up");
  }

  @Test
  void everybodysHardwareAddressIsNobodys() {
    assertFound("", "to ff:ff:ff:ff:ff:ff and 00-00-00-00-00-00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/a?b=c&d=(e)",
        "http://münchen.example/straße",
        "ftp://10.20.30.40/x",
        "www.example-site.org/page"
      })
  void aWebAddressIsFoundWithoutTheSentenceAroundIt(String url) {
    assertFound("URL=" + url, "See (" + url + "), or \"this\".");
    assertFound("URL=" + url, "See " + url + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe"
      })
  void aWalletIsFoundByItsCheck(String wallet) {
    assertFound("CRYPTO=" + wallet, "send to " + wallet + " soon");
    assertFound("", "send to " + damaged(wallet) + " soon");
  }

  private static String damaged(String wallet) {
    return wallet.startsWith("0x")
        ? wallet.replace("0x", "0y")
        : wallet.substring(0, 20) + wallet.charAt(21) + wallet.charAt(20) + wallet.substring(22);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1980-07-28",
        "28.07.1980",
        "7/28/1980",
        "3/4/80",
        "28 July 1980",
        "July 28, 1980",
        "July 4, 1980",
        "28th of July"
      })
  void aDateIsPersonalOnlyNextToAWordForBirth(String date) {
    String expected = date.startsWith("28th") ? "" : "BIRTH_DATE=" + date;
    assertFound(expected, "date of birth: " + date + " (Rome)");
    assertFound(expected, "She was born on " + date + ".");
    assertFound("", "The invoice is of " + date + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "550e8400-e29b-41d4-a716-446655440000",
        "d41d8cd98f00b204e9800998ecf8427e",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "3.14159265358979",
        "1,234,567.89 EUR",
        "version 10.20.30.40",
        "v2.31.14",
        "2026-11-25T12:46:39.123Z",
        "2026-11-25 12:46:39",
        "12:46:39",
        "1764074799123",
        "1764074799",
        "build 20261125.4",
        "sha256:9f86d081884c7d65",
        "x[::2] and y[1::3]",
        "std::vector<int>, Foo::Bar, a::b",
        "40 of 100 pods, 3 restarts, p99 1843 ms",
        "HTTP/1.1 200 OK",
        "99449 18 McPherson Road",
        "ISBN 978-3-16-148410-0"
      })
  void numbersOfMachinesAreNotPersonal(String text) {
    assertFound("", text);
    assertFound("", "got " + text + " here");
  }

  @Test
  void wideAndForeignDigitsAndHiddenCharactersDoNotHideAValue() {
    assertFound("CARD=４１１１ １１１１ １１１１ １１１１", "card ４１１１ １１１１ １１１１ １１１１!");
    assertFound("US_SSN=٥٣٦-٩٠-٤٣٩٩", "ssn ٥٣٦-٩٠-٤٣٩٩");
    assertFound("EMAIL=an\u200bna@exa\u00admple.org", "to an\u200bna@exa\u00admple.org now");
    assertFound("EMAIL=anna＠example．org", "to anna＠example．org now");
    assertFound("EMAIL=аnna@exаmple.org", "with Cyrillic letters: аnna@exаmple.org");
  }

  @Test
  void theLongerValueHoldsTheShorterOne() {
    assertFound(
        "URL=https://example.org/?mail=a@example.org", "https://example.org/?mail=a@example.org");
    assertFound("URL=http://10.20.30.40:80/x", "http://10.20.30.40:80/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Her DNI is 76840832V today.\":1,\"Ping 144.134.147.159 once.\":2}",
        "{\"version\":\"alpha\",\"host\":\"144.134.147.159\"}",
        "[\"the new version\",\"144.134.147.159\"]"
      })
  void whatAnotherMemberSaysHidesNoAddress(String json) {
    assertFalse(Detection.standard().build().mask().redact(json).contains("144.134.147.159"), json);
  }
}
