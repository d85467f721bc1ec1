//! Changes of rules that no example can notice, each with the reason.

const BOUND_OF_DICTIONARY: &str = "the dictionary refuses the value beyond the bound, so that the rule never sees it";
const CUT: &str = "what happened after the Stichtag is cut before the rule looks";
const NO_SUCH_KOMMUNE: &str = "no Kommune of the catalogue has 10,000 or 10,001 inhabitants";
const OF_THE_GATE: &str = "the rule waits for the Freigabe that ends its phase, and that Freigabe opens the next phase by itself";
const ASKED: &str = "an example cannot ask for a Freigabe; the tests of gates asked for do";
const OF_ONE_PHASE: &str = "the condition names the phases itself";

/// How the changes begin, and why nothing can notice them.
const EQUIVALENT: &[(&str, &str)] = &[
    ("AB-02 eine Phase früher", OF_THE_GATE),
    ("AB-03 eine Phase früher", OF_THE_GATE),
    ("AB-04 gilt 41: >= → + tage(1)", "each code has at least the rank 1"),
    ("AB-05 eine Phase früher", OF_THE_GATE),
    ("BT-05 gilt 77: >= → + tage(1)", "each code has at least the rank 1"),
    ("BT-09 gilt 117: <= → - tage(1)", "both sides are multiples of 50"),
    ("ER-02 gilt 196:", ASKED),
    ("ER-02 gilt 204:", ASKED),
    ("ER-02 gilt 216:", ASKED),
    ("ER-02 gilt 238:", ASKED),
    ("ER-02 gilt 246:", ASKED),
    ("ER-02 gilt 277:", ASKED),
    ("ER-02 gilt 289:", ASKED),
    ("ER-02 eine Phase später", OF_THE_GATE),
    ("ER-04 eine Phase früher", OF_ONE_PHASE),
    ("ER-06 gilt 109: <= → - tage(1)", CUT),
    ("ER-11 eine Phase", OF_THE_GATE),
    ("FI-01 eine Phase", OF_THE_GATE),
    ("FI-04 wenn 12:", "where two of all pay, each has another beside it"),
    ("FI-04 gilt 61: <= → - tage(1)", CUT),
    ("FI-09 eine Phase früher", OF_THE_GATE),
    ("FI-10 eine Phase", OF_THE_GATE),
    ("IS-01 eine Phase", OF_THE_GATE),
    ("IS-03 gilt 57: >= → + tage(1)", BOUND_OF_DICTIONARY),
    ("NN-01 eine Phase später", OF_THE_GATE),
    ("NN-05 gilt 42: <= → - tage(1)", CUT),
    ("NN-06 gilt 51: >= → + tage(1)", BOUND_OF_DICTIONARY),
    ("PF-01 eine Phase später", "in the first phase no Freigabe lies behind"),
    ("PF-04 gilt 273: <= → - tage(1)", CUT),
    ("PF-04 gilt 350: <= → - tage(1)", CUT),
    ("PF-05 gilt 70: < → <=", "only the same Freigabe has the same rank"),
    ("RO-10 eine Phase", OF_THE_GATE),
    ("RO-11 eine Phase", OF_THE_GATE),
    ("RO-12 eine Phase", OF_THE_GATE),
    ("SH-09 gilt 393: <=", NO_SUCH_KOMMUNE),
    ("SH-09 gilt 624: <=", NO_SUCH_KOMMUNE),
    ("SH-12 gilt 11: >= → + tage(1)", BOUND_OF_DICTIONARY),
    ("SH-12 gilt 31: >= → + tage(1)", BOUND_OF_DICTIONARY),
    ("SH-13 eine Phase", OF_THE_GATE),
    ("SH-15 eine Phase", OF_THE_GATE),
    ("SH-18 eine Phase", OF_THE_GATE),
    ("f2_steht_an 38:", ASKED),
    ("f2_steht_an 48:", ASKED),
    ("f2_steht_an 70:", ASKED),
    ("f2_steht_an 78:", ASKED),
    ("f3_steht_an 44:", ASKED),
    ("f3_steht_an 54:", ASKED),
    ("f3_steht_an 76:", ASKED),
    ("f3_steht_an 84:", ASKED),
    ("gespraech_bis_f2 39:", ASKED),
    ("gespraech_bis_f2 211:", ASKED),
    ("TR-03 eine Phase früher", OF_ONE_PHASE),
    ("TR-04 gilt 697: <= → - tage(1)", "the step would be a ten-thousandth of a Cent"),
    ("TR-06 gilt 21: >= → + tage(1)", BOUND_OF_DICTIONARY),
    ("TR-06 gilt 50: <= → - tage(1)", BOUND_OF_DICTIONARY),
    ("TR-06 gilt 68: >= → + tage(1)", BOUND_OF_DICTIONARY),
    ("TR-06 gilt 86: <= → - tage(1)", BOUND_OF_DICTIONARY),
    ("TR-06 eine Phase früher", OF_ONE_PHASE),
];

/// Why nothing need notice the change `name` of a rule.
pub fn reason(name: &str) -> Option<&'static str> {
    EQUIVALENT.iter().find(|(start, _)| name.starts_with(start)).map(|(_, reason)| *reason)
}

/// Reasons that explain no change any more.
pub fn outdated(survivors: &[&str]) -> Vec<&'static str> {
    EQUIVALENT.iter().map(|(start, _)| *start).filter(|start| !survivors.iter().any(|name| name.starts_with(start))).collect()
}
