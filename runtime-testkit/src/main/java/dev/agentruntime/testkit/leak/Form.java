package dev.agentruntime.testkit.leak;

/** How a value was found. A new one may be added in a minor version. */
public enum Form {
  /** Letter for letter. */
  AS_IS("as it is"),
  /** With other capitals. */
  OTHER_CASE("in other capitals"),
  /** With escapes of JSON, also of JSON within strings of JSON. */
  JSON_ESCAPED("escaped as JSON"),
  /** Percent-encoded. */
  URL_ENCODED("URL-encoded"),
  /** Without its separators, or with others. */
  OTHER_SEPARATORS("with other separators"),
  /** Its bytes in hexadecimal digits. */
  HEX("in hexadecimal"),
  /** Its bytes in Base64 or in the form of that for URLs, wherever it begins. */
  BASE64("in Base64"),
  /** Three quarters of it or more: cut off, or torn by a redactor that saw a part. */
  PART("in part");

  private final String words;

  Form(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
