package dev.agentruntime.middleware.redact.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentruntime.middleware.redact.EntityType;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of states, tax offices and health services, by examples their offices publish. */
class NationalNumbersTest {
  private final Detection detection = Detection.standard().build();

  private String found(String text) {
    return detection.find(text).stream()
        .map(finding -> finding.type() + "=" + finding.in(text))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "NATIONAL_ID, AB 12 34 56 C",
    "NATIONAL_ID, AB123456C",
    "DRIVING_LICENCE, MORGA657054SM9IJ",
    "NATIONAL_ID, 12345678Z",
    "NATIONAL_ID, X-1234567-L",
    "NATIONAL_ID, RSSMRA85T10A562S",
    "NATIONAL_ID, 86 095 742 719",
    "NATIONAL_ID, 86095742719",
    "NATIONAL_ID, 65 170839 J 003",
    "MEDICAL_ID, A123456780",
    "TAX_ID, DE136695976",
    "NATIONAL_ID, 85.07.30-033.28",
    "NATIONAL_ID, 2 55 08 14 168 025 38",
    "NATIONAL_ID, 756.9217.0769.85",
    "NATIONAL_ID, 1237 010180",
    "NATIONAL_ID, 44051401359",
    "NATIONAL_ID, 780123/3540",
    "NATIONAL_ID, 1800101221144",
    "NATIONAL_ID, 37605030299",
    "NATIONAL_ID, 131052-308T",
    "NATIONAL_ID, 131052A308T",
    "NATIONAL_ID, 811228-9874",
    "NATIONAL_ID, 19811228-9874",
    "NATIONAL_ID, 15108695088",
    "NATIONAL_ID, 211062-5629",
    "NATIONAL_ID, 112-233-445 95"
  })
  void whatHasACheckAndAFormOfItsOwnIsFoundAnywhereInEurope(String type, String number) {
    assertEquals(type + "=" + number, found("We noted " + number + ", as asked."));
  }

  @ParameterizedTest
  @CsvSource({
    "US_SSN, 536-90-4399",
    "US_SSN, 912-70-1234",
    "TAX_ID, 91-1144442",
    "MEDICAL_ID, 1EG4-TE5-MK73",
    "MEDICAL_ID, AB1234563",
    "NATIONAL_ID, 390.533.447-05",
    "TAX_ID, 16.727.230/0001-97",
    "NATIONAL_ID, BOXW310820HNERXN09",
    "NATIONAL_ID, 20-05536168-2",
    "NATIONAL_ID, 12.531.909-2",
    "NATIONAL_ID, 2341 2341 2346",
    "NATIONAL_ID, ACUPA7085R",
    "TAX_ID, 27AAPFU0939F1ZV",
    "TAX_ID, 83 914 571 673",
    "MEDICAL_ID, 2123 45670 1",
    "NATIONAL_ID, S1234567D",
    "TAX_ID, 00192200M",
    "TAX_ID, 197401143C",
    "TAX_ID, S16FC0121D",
    "NATIONAL_ID, 900101-1234568",
    "TAX_ID, 116-82-00276",
    "NATIONAL_ID, 11010519491231002X",
    "NATIONAL_ID, A123456789",
    "NATIONAL_ID, 770305-02-1234",
    "NATIONAL_ID, 1-2345-45678-78-1",
    "NATIONAL_ID, 10000000146",
    "NATIONAL_ID, 7503305044089"
  })
  void whatHasACheckAndAFormOfItsOwnIsFoundAnywhereElse(String type, String number) {
    assertEquals(type + "=" + number, found("We noted " + number + ", as asked."));
  }

  @ParameterizedTest
  @CsvSource({
    "NATIONAL_ID, NHS number, 943 476 5919",
    "TAX_ID, partita IVA, 00743110157",
    "NATIONAL_ID, BSN, 111222333",
    "NATIONAL_ID, NIF, 123456789",
    "NATIONAL_ID, EGN, 7523169263",
    "NATIONAL_ID, OIB, 33392005961",
    "NATIONAL_ID, AMKA, 01013099997",
    "NATIONAL_ID, ИНН, 500100732259",
    "MEDICAL_ID, NPI, 1234567893",
    "BANK_ACCOUNT, ABA routing, 111000025",
    "NATIONAL_ID, My Number, 123456789018",
    "US_SSN, SSN, 536904399",
    "PASSPORT, passport no., C01X00T47",
    "PASSPORT, Reisepass-Nr., C01X00T47",
    "DRIVING_LICENCE, driver's license:, D123-4567-8901",
    "DRIVING_LICENCE, Führerschein, B072RRE2I55",
    "BANK_ACCOUNT, account number is, 0446899563",
    "MEDICAL_ID, patient ID, AHC-0933289",
    "MEDICAL_ID, medical record, MRN-8951477",
    "NATIONAL_ID, identity card, LR0AA9012",
    "TAX_ID, VAT no., ATU99999999"
  })
  void whatHasNoneIsFoundNextToAWordForIt(String type, String label, String number) {
    assertEquals(type + "=" + number, found("Her " + label + " " + number + " is new."));
    assertEquals(
        "",
        found("We saw " + number.substring(number.lastIndexOf('-') + 1) + " of it.")
            .replaceAll("(PHONE|NATIONAL_ID|MEDICAL_ID)=\\S.*", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "12345678A", "X1234567M", "RSSMRA85T10A562T", "86095742717", "44051401358", "AB1234564",
    "S1234567E", "10000000144", "7503305044088", "A123456788", "2341 2341 2347", "83 914 571 674"
  })
  void aWrongCheckDigitIsNobodysNumber(String number) {
    String text = "We noted " + number + ", as asked.";
    assertEquals(
        List.of(),
        detection.find(text).stream()
            .filter(finding -> !finding.type().equals(EntityType.PHONE))
            .toList());
  }
}
