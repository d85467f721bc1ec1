// Holds PDF files against PDF/UA-1 and PDF/A-2a with the veraPDF library. Exit code 1 when a file breaks a rule, 2 when
// one could not be read or none was named.
//
//   java -cp … UaCheck.java DATEI.pdf …
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class UaCheck {
  private static final String[] FLAVOURS = {"ua1", "2a"};

  public static void main(String[] files) {
    Logger.getLogger("").setLevel(Level.OFF);
    if (files.length == 0) {
      System.err.println("usage: UaCheck DATEI.pdf …");
      System.exit(2);
    }
    VeraGreenfieldFoundryProvider.initialise();
    int worst = 0;
    for (String file : files) {
      for (String flavour : FLAVOURS) {
        worst = Math.max(worst, check(file, PDFAFlavour.byFlavourId(flavour)));
      }
    }
    System.exit(worst);
  }

  private static int check(String file, PDFAFlavour flavour) {
    try (InputStream bytes = new FileInputStream(file); PDFAParser parser = Foundries.defaultInstance().createParser(bytes, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, true)) {
      return tell(file, flavour, validator.validate(parser));
    } catch (Exception error) {
      System.out.println("FAIL " + file + " " + flavour + ": cannot be read: " + error);
      return 2;
    }
  }

  private static int tell(String file, PDFAFlavour flavour, ValidationResult result) {
    boolean sound = result.isCompliant();
    System.out.println((sound ? "ok   " : "FAIL ") + file + " " + flavour + ": " + result.getTotalAssertions() + " assertions");
    Map<String, Integer> faults = new TreeMap<>();
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getStatus() == TestAssertion.Status.FAILED) {
        String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
        faults.merge(rule + " " + assertion.getMessage(), 1, Integer::sum);
      }
    }
    faults.forEach((fault, times) -> System.out.println("     " + fault + " (" + times + " mal)"));
    return sound ? 0 : 1;
  }
}
