package dev.agentruntime.middleware.internal.pii;

import java.util.ArrayList;
import java.util.List;

/**
 * The words that say what a number is, in the languages the corpora of the field know and some
 * more. Immutable; safe for use by many threads.
 *
 * <p>A blank in an entry stands for a blank, hyphen, underscore, full stop, apostrophe or nothing,
 * so that {@code date of birth} is also found as {@code date_of_birth} and {@code dateOfBirth}. An
 * entry that ends in a star goes on as it likes.
 */
final class Lexicon {
  /** The one there is. */
  static final Lexicon STANDARD =
      new Lexicon()
          .with(
              Topic.PHONE,
              "phone*, telephone*, tel, telefon*, teléfono*, telefono*, téléphone*, mobile*, mobil,"
                  + " mobilnr, móvil, movil, cell, cellphone, cellular, celular, fax, faxnummer,"
                  + " call, call me, callback, dial, sms, text me, whatsapp, signal, handy,"
                  + " handynummer, ring, hotline, landline, portable, puhelin*, cep, gsm, msisdn,"
                  + " messages to, reach me, reach us, contact no, contact number, my number,"
                  + " registered number, office, ext, тел*, телефон*, 电话, 電話, 手机, 手機, 전화*, 연락처, 携帯,"
                  + " โทร, هاتف")
          .with(
              Topic.CARD,
              "card, cards, credit card, debit card, cc, ccn, pan, visa, mastercard, amex, american"
                  + " express, kreditkarte*, tarjeta*, carte bancaire, carta di credito, cartão*,"
                  + " карт*, 信用卡, カード")
          .with(Topic.IBAN, "iban, iban no, bank account, account number, kontonummer")
          .with(
              Topic.BANK,
              "account, acct, acc, a c, bank account, accountnumber, konto, kontonummer, kontonr,"
                  + " cuenta, compte, conto, sort code, savings, checking")
          .with(Topic.ROUTING, "routing, aba, rtn, transit, bankleitzahl, blz")
          .with(Topic.SSN, "ssn, ssns, ss, social security, social, soc sec, itin")
          .with(
              Topic.NATIONAL,
              "national id*, identity*, id card, nid,"
                  + " citizen*, personal id*, personal number, national insurance, nino, nhs,"
                  + " pesel, nif, nie, dni, nip, cpf, curp, rut, cuit, cuil, sin, nas, social"
                  + " insurance, aadhaar*, aadhar*, uid, uidai, pan, bsn, burgerservicenummer,"
                  + " hetu, henkilö*, personnummer, personnr, fødselsnummer, cpr, kennitala, egn,"
                  + " cnp, oib, amka, rodné*, rodne*, codice fiscale, fiscal code, steuer*,"
                  + " steueridentifikation*, idnr, personalausweis*, ausweis*, rentenversicherung*,"
                  + " sozialversicherung*, svnr, ahv, avs, insee, nir, sécurité sociale, securite"
                  + " sociale, nric, fin, rrn, frn, tckn, tc kimlik*, kimlik*, teudat zehut, my"
                  + " number, mynumber, nin, voter*, epic, tfn, tax file, rsa id, 주민*, 외국인*,"
                  + " 身份证*, マイナンバー, เลขประจำตัว*, снилс, инн, паспорт*")
          .with(
              Topic.IDENTITY,
              "national id*, national insurance number, identity card*, identity number*, id card*,"
                  + " citizen id*, personal id*, aadhaar*, aadhar*, voter id*, epic no,"
                  + " personalausweis*, ausweisnummer*, carta d identita*, carta identità,"
                  + " documento identidad, dni, carte identité*, cédula*, cedula*, social"
                  + " insurance, tax file number, pan card*, pan number, pan no, tckn, kimlik no*,"
                  + " nric, nin, nid, 身份证*, 주민등록*")
          .with(
              Topic.TAX,
              "tax*, vat, vat id, ust id*, ustid*, umsatzsteuer*, steuernummer, ein, employer"
                  + " identification, tin, abn, acn, business number, company number, gstin, gst,"
                  + " partita iva, p iva, iva, cnpj, siren, siret, uen, brn, 사업자*,"
                  + " organisationsnummer, orgnr, инн, kvk, bn")
          .with(
              Topic.HEALTH,
              "mrn, medical*, patient*, health*, insur*, medicare*, medicaid*, mbi, member*,"
                  + " beneficiary*, nhs*, krank*, versicher*, hospital*, clinic*")
          .with(
              Topic.PATIENT,
              "mrn, medical record*, medical file, national health*, health id*, patient id*,"
                  + " patient number, patient no, health insurance*, insurance id*, insurance"
                  + " policy*, insurance number, insurance no, ins, member id*, policy number,"
                  + " policy no, medicare*, medicaid*, mbi, krankenversichertennummer*,"
                  + " versichertennummer*, versichertennr, nhs number, nhs no, health card*, health"
                  + " number, prescription number, prescription no, rx")
          .with(
              Topic.DOCTOR,
              "npi, provider id*, provider number, provider no, dea, medical license*, medical"
                  + " licence*, lanr, arztnummer*, bsnr, betriebsstättennummer*, prescriber id*")
          .with(
              Topic.PASSPORT,
              "passport*, passeport*, pasaporte*, passaporto*, reisepass*, passnummer, paspoort*,"
                  + " passaporte*, pass no, travel document, pasaport*, паспорт*, 여권*, 护照, パスポート")
          .with(
              Topic.LICENCE,
              "driver licen*, drivers licen*, driver s licen*, driving licen*, driving permit,"
                  + " license number, licence number, license no, licence no, dl, dl no, dlnumber,"
                  + " führerschein*, fuehrerschein*, fahrerlaubnis*, permis de conduire, patente,"
                  + " carnet de conducir, carta de condução, rijbewijs*, körkort*, ehliyet*, 운전면허*,"
                  + " 免許*, 驾驶证")
          .with(
              Topic.BIRTH,
              "birth*, born, dob, d o b, date of birth, geboren*, geb, geburtsdatum, geburtstag,"
                  + " né le, née le, naissance, nacimiento, nacido, nacida, nato, nata, nascita,"
                  + " nascimento, urodzen*, född*, født*, syntymä*, doğum*, geboorte*, рожд*, 出生*,"
                  + " 生年月日, 생년월일, 生日")
          .with(Topic.IP, "ip, ip address*, ipv4, ipv6, addr, address, host, server, client*, from")
          .with(Topic.VERSION, "version*, v, ver, release*, build, revision, firmware, driver");

  private final Entry[][] byFirstLetter = new Entry['z' - 'a' + 2][];

  private final long[] topicsByFirstLetter = new long[byFirstLetter.length];

  private Lexicon() {
    for (int i = 0; i < byFirstLetter.length; i++) {
      byFirstLetter[i] = new Entry[0];
    }
  }

  private Lexicon with(Topic topic, String entries) {
    for (String entry : entries.split(",\\s*", -1)) {
      int bucket = bucket(entry.charAt(0));
      List<Entry> grown = new ArrayList<>(List.of(byFirstLetter[bucket]));
      grown.add(Entry.of(entry, topic));
      byFirstLetter[bucket] = grown.toArray(Entry[]::new);
      topicsByFirstLetter[bucket] |= topic.bit();
    }
    return this;
  }

  /** What begins with anything but a letter from a to z is in the last. */
  private static int bucket(char first) {
    char lower = lower(first);
    return lower >= 'a' && lower <= 'z' ? lower - 'a' : 'z' - 'a' + 1;
  }

  /**
   * What a word says.
   *
   * @param text the text
   * @param at where the word begins
   * @param bound where to stop reading
   * @param wanted the bits of the topics that matter
   * @return the bits of those the words beginning here speak of, none if they say nothing
   */
  long topicsAt(String text, int at, int bound, long wanted) {
    long topics = 0;
    int bucket = bucket(text.charAt(at));
    if ((topicsByFirstLetter[bucket] & wanted) != 0) {
      for (Entry entry : byFirstLetter[bucket]) {
        if ((entry.topics & wanted & ~topics) != 0 && entry.matches(text, at, bound)) {
          topics |= entry.topics;
        }
      }
    }
    return topics;
  }

  private static char lower(char c) {
    return c < 128 ? (c >= 'A' && c <= 'Z' ? (char) (c + 32) : c) : Character.toLowerCase(c);
  }

  private record Entry(String words, boolean open, long topics) {
    static Entry of(String entry, Topic topic) {
      boolean open = entry.endsWith("*");
      return new Entry(open ? entry.substring(0, entry.length() - 1) : entry, open, topic.bit());
    }

    boolean matches(String text, int start, int bound) {
      int at = start;
      for (int i = 0; i < words.length(); i++) {
        char expected = words.charAt(i);
        if (expected == ' ') {
          at += at < bound && " -_.'\u00a0\u2019".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
        } else if (at < bound && lower(text.charAt(at)) == expected) {
          at++;
        } else {
          return false;
        }
      }
      return open || at >= text.length() || isBorder(text, at);
    }

    /** After a word: no letter, or the first of the next word in camel case. */
    private static boolean isBorder(String text, int at) {
      char before = text.charAt(at - 1);
      char after = text.charAt(at);
      return !Character.isLetter(after)
          || (Character.isUpperCase(after) && Character.isLowerCase(before))
          || Scripts.isUnspaced(before);
    }
  }
}
