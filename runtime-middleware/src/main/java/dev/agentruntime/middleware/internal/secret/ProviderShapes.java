package dev.agentruntime.middleware.internal.secret;

import java.util.ArrayList;
import java.util.List;

/**
 * The shapes of tokens that tell their provider, by their first two characters. Written from what
 * the providers document of their tokens; one that is documented with a prefix but without a length
 * has the length of those in circulation as its least. Stateless.
 */
final class ProviderShapes {
  private static final int ASCII = 128;

  /** See {@link Shape#of} for how to read them. */
  private static final String SHAPES =
      """
      AKIA{U16}
      ASIA{U16}
      ABIA{U16}
      ACCA{U16}
      A3T{U17}
      ABSK{b109,}
      bedrock-api-key-{b64,}
      AIza{w35}
      GOCSPX-{w28}
      ya29.{w40,}
      1//0{w40,}
      ?{x3}{d1}Q~{x31,34}
      ?LTAI{A12,20}
      AKID{A32}
      AQVN{w35}
      ?YC{w38}
      t1.{q4,200}.{w40,}
      ?y0_{w50,}
      sk-ant-api03-{w93}AA
      sk-ant-admin01-{w93}AA
      sk-ant-oat01-{w40,}
      sk-proj-{w40,}
      sk-svcacct-{w40,}
      sk-admin-{w40,}
      sk-None-{w40,}
      sk-or-v1-{h64}
      sk-lf-{h8}-{h4}-{h4}-{h4}-{h12}
      sk-{A48}
      sk-{h32}
      gsk_{A52}
      xai-{A80}
      pplx-{A48}
      r8_{A37}
      nvapi-{w64}
      hf_{L34}
      ?hf_{A34}
      api_org_{L34}
      lsv2_pt_{h32}_{h10}
      lsv2_sk_{h32}_{h10}
      tvly-{w28,}
      csk-{a48}
      jina_{h32}{w32}
      pcsk_{w50,}
      fc-{h32}
      tgp_v1_{w40,}
      ghp_{A36}
      gho_{A36}
      ghu_{A36}
      ghs_{A36}
      ghr_{A36}
      ghr_{A76}
      github_pat_{w82}
      glpat-{w20}
      glpat-{w27,300}.{d2}.{a9}
      glpat-{w27,300}.{a9}
      gldt-{w20}
      glrt-{w20}
      glrt-t{d1}_{w27,}
      glcbt-{a1,5}_{w20}
      glptt-{h40}
      glft-{w20}
      glimt-{w25}
      glagent-{w50,}
      glsoat-{w20,}
      gloas-{w64}
      glffct-{w20}
      glwt-{w20,}
      GR1348941{w20}
      _gitlab_session={a32}
      ATATT3{e180,}
      ATCTT3{e180,}
      ATBB{A32}
      ATOA{w40,}
      xoxb-{d8,14}-{d8,14}-{A18,26}
      xoxb-{d8,14}-{d8,14}{w20,}
      xoxb-{d8,14}-{A18,26}
      xoxp-{d6,13}-{d6,13}-{d6,13}-{A18,34}
      xoxp-{d6,13}-{d6,13}-{A18,34}
      xoxe-{d6,13}-{d6,13}-{d6,13}-{A28,34}
      xoxa-{d6,13}-{d6,13}-{d6,13}-{A18,34}
      xoxs-{d6,13}-{d6,13}-{d6,13}-{A10,66}
      xoxo-{d6,13}-{d6,13}-{d6,13}-{A10,66}
      xoxa-{d1}-{A8,48}
      xoxr-{d1}-{A8,48}
      xoxa-{A20,48}
      xoxr-{A20,48}
      xoxd-{w60,}
      xoxc-{d8,14}-{d8,14}-{d8,14}-{h64}
      xoxe.xoxp-{d1}-{A140,}
      xoxe.xoxb-{d1}-{A140,}
      xoxe-{d1}-{A140,}
      xapp-{d1}-{U9,12}-{d10,14}-{h64}
      xapp-{d1}-{U9,12}-{d10,14}-{a30,}
      xwfp-{d1}-{w40,}
      hooks.slack.com/services/{s40,}
      hooks.slack.com/workflows/{s40,}
      hooks.slack.com/triggers/{s40,}
      discord.com/api/webhooks/{d17,20}/{w60,}
      discordapp.com/api/webhooks/{d17,20}/{w60,}
      webhook.office.com/webhookb2/{e36,}
      hooks.zapier.com/hooks/catch/{s12,}
      sk_live_{A10,}
      sk_test_{A10,}
      sk_prod_{A10,}
      rk_live_{A10,}
      rk_test_{A10,}
      rk_prod_{A10,}
      whsec_{b32,}
      sq0atp-{w22,60}
      sq0csp-{w43}
      ?sq0idp-{w22}
      EAAA{w60}
      EAA{A100,}
      shpat_{H32}
      shpca_{H32}
      shppa_{H32}
      shpss_{H32}
      shptka_{H32}
      access_token$production${a16}${h32}
      access_token$sandbox${a16}${h32}
      rzp_live_{A14,20}
      rzp_test_{A14,20}
      live_pub_{h31}
      test_pub_{h31}
      live_{h35}
      test_{h35}
      ?live_{w40}
      ?sandbox_{w40}
      EZAK{A54}
      EZTK{A54}
      shippo_live_{h40}
      shippo_test_{h40}
      duffel_live_{q43}
      duffel_test_{q43}
      FLWSECK_TEST-{h12}
      FLWSECK_TEST-{h32}-X
      FLWSECK-{h32}-X
      FLWPUBK_TEST-{h32}-X
      FLWPUBK-{h32}-X
      CLOJARS_{a60}
      npm_{A36}
      pypi-AgE{w50,}
      rubygems_{h48}
      oy2{a43}
      dckr_pat_{w27}
      dckr_oat_{w32}
      dop_v1_{h64}
      doo_v1_{h64}
      dor_v1_{h64}
      dp.pt.{a43}
      dp.st.{w40,}
      dp.ct.{a40,}
      dp.sa.{a40,}
      dp.scim.{a40,}
      dapi{h32}
      dapi{h32}-{d1}
      dose{h32}
      glc_{b32,400}{=0,2}
      glsa_{A32}_{H8}
      eyJrIjoi{b60,}
      hvs.{w90,}
      hvb.{w138,}
      hvr.{w90,}
      ?s.{A24}
      ?b.{A100,}
      {A14}.atlasv1.{q60,70}
      ops_eyJ{b250,}
      A3-{U6}-{U11}-{U5}-{U5}-{U5}
      A3-{U6}-{U6}-{U5}-{U5}-{U5}-{U5}
      HRKU-{w58,65}
      lin_api_{A40}
      lin_oauth_{A40,}
      ntn_{d11}{A35}
      ?secret_{A43}
      PMAK-{h24}-{h34}
      NRAK-{a27}
      NRAK-{U27}
      NRJS-{h19}
      NRII-{w32}
      NRRA-{h42}
      sntrys_eyJ{s100,}
      sntryu_{h64}
      sl.{w130,}
      sl.u.{w130,}
      {h32}-us{d1,2}
      key-{h32}
      pubkey-{h32}
      SG.{e66}
      SG.{w22}.{w39,43}
      xkeysib-{h64}-{A16}
      xsmtpsib-{h64}-{A16}
      SK{h32}
      pat-na1-{h8}-{h4}-{h4}-{h4}-{h12}
      pat-eu1-{h8}-{h4}-{h4}-{h4}-{h12}
      pul-{h40}
      pnu_{A36}
      rdme_{a70}
      sgp_{H40}
      sgp_{H16}_{H40}
      sgp_local_{H40}
      squ_{A40}
      sqp_{A40}
      sqa_{A40}
      sm_aat_{A16}
      sm_pat_{A16}
      sm_sat_{A16}
      tk-us-{w48}
      ico-{A32}
      fio-u-{q64}
      pscale_tkn_{e32,64}
      pscale_pw_{e32,64}
      pscale_oauth_{e32,64}
      ?s-s4t2ud-{h64}
      s-s4t2af-{h64}
      fo1_{w43}
      fm1{a1}_{s100,}
      fm2_{s100,}
      v1.0-{h24}-{h146}
      CFPAT-{w43}
      dt0c01.{U24}.{U64}
      ?figd_{w40,}
      phc_{A43}
      phx_{A43,}
      sbp_{h40}
      sb_secret_{w31,}
      nfp_{A36}
      rpa_{A46}
      tskey-{a3,8}-{A10,40}-{A20,}
      apify_api_{A36}
      airtable_{A40,}
      pat{A14}.{h64}
      ?AP6{A10,}
      AKCp{A69}
      cmVmd{A59}
      cmVmdG{A58}
      EAACEdEose0cBA{A20,}
      4b1d{A38}
      bkua_{h40}
      CCIPAT_{A22}_{h40}
      infp_{A40,}
      st.{h8}-{h4}-{h4}-{h4}-{h12}.{h32}.{h32}
      lob_live_{h35}
      ?M{w23,27}.{w6}.{w27,38}
      ?N{w23,27}.{w6}.{w27,38}
      ?O{w23,27}.{w6}.{w27,38}
      ZXlKaGJHY2lP{s60,}
      ZXlKMGVYQWlP{s60,}
      ZXlKcmFXUWlP{s60,}
      AGE-SECRET-KEY-1{U58}
      """;

  private static final Shape[] NONE = {};

  /** By the first two characters; many have none. */
  private static final Shape[][] BY_BEGINNING = byBeginning();

  private ProviderShapes() {}

  /**
   * Where the longest token ends that begins here.
   *
   * @return behind it, or -1 if there is none
   */
  static int end(CharSequence text, int start) {
    if (start + 1 >= text.length()) {
      return -1;
    }
    char first = text.charAt(start);
    char second = text.charAt(start + 1);
    int end = -1;
    if (first < ASCII && second < ASCII) {
      for (Shape shape : BY_BEGINNING[first * ASCII + second]) {
        end = Math.max(end, shape.end(text, start));
      }
    }
    return end;
  }

  private static Shape[][] byBeginning() {
    List<Shape> all = SHAPES.lines().map(Shape::of).toList();
    Shape[][] shapes = new Shape[ASCII * ASCII][];
    for (char first = 0; first < ASCII; first++) {
      for (char second = 0; second < ASCII; second++) {
        List<Shape> here = new ArrayList<>();
        for (Shape shape : all) {
          if (shape.mayBeginWith(first, second)) {
            here.add(shape);
          }
        }
        shapes[first * ASCII + second] = here.isEmpty() ? NONE : here.toArray(Shape[]::new);
      }
    }
    return shapes;
  }
}
