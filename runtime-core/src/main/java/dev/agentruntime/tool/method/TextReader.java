package dev.agentruntime.tool.method;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads a string that must have a form, such as a date. */
final class TextReader implements ValueReader {
  private final TextForm form;

  TextReader(TextForm form) {
    this.form = form;
  }

  @Override
  public Object read(JsonNode node) {
    String text = node.textValue();
    if (text == null) {
      return Found.instead("a string with " + form.description(), node);
    }
    Object value = form.parse(text);
    return value == null
        ? Invalid.because("must be " + form.description() + ", was another string")
        : value;
  }
}
