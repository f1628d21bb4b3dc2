import java.io.File;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads SBOMs and fails on a component whose licence is not on the list. Run by a JDK 25 straight
 * from source: {@code java .ci/Licences.java target/bom.xml ...}.
 */
final class Licences {
  /** Licences that may be used and shipped beside Apache-2.0 code without a further duty. */
  private static final Set<String> ALLOWED =
      Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0");

  private Licences() {}

  public static void main(String[] boms) throws Exception {
    PrintStream out = System.out;
    int seen = 0;
    List<String> refused = new ArrayList<>();
    for (String bom : boms) {
      var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File(bom));
      NodeList components = document.getElementsByTagName("component");
      for (int i = 0; i < components.getLength(); i++) {
        Element component = (Element) components.item(i);
        if (component.getParentNode().getParentNode() != document.getDocumentElement()) {
          continue; // the tool that wrote the SBOM, and the module the SBOM is about
        }
        List<String> licences = licences(component);
        seen++;
        if (licences.isEmpty() || !ALLOWED.containsAll(licences)) {
          refused.add(component.getAttribute("bom-ref") + ": " + licences);
        }
      }
    }
    out.println(seen + " components in " + boms.length + " SBOMs");
    refused.forEach(component -> out.println("licence not on the list: " + component));
    System.exit(refused.isEmpty() && seen >= 10 ? 0 : 1);
  }

  /** The ids or names of a component's own licences. */
  private static List<String> licences(Element component) {
    List<String> found = new ArrayList<>();
    NodeList licences = component.getElementsByTagName("license");
    for (int i = 0; i < licences.getLength(); i++) {
      Element licence = (Element) licences.item(i);
      if (licence.getParentNode().getParentNode() == component) {
        NodeList ids = licence.getElementsByTagName("id");
        NodeList names = licence.getElementsByTagName("name");
        found.add((ids.getLength() > 0 ? ids : names).item(0).getTextContent());
      }
    }
    return found;
  }
}
