//! What an inheriting profile may do, and that nothing it can do turns a refusal into a pass.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::format_push_string,
    reason = "a test says what went wrong by stopping"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lotse::audit::{Auditor, Finding, Question};
use lotse::period::Period;
use lotse::schema::{Level, Use};
use lotse::source::Source;
use lotse::standard::{Complaint, Direction, Standard, embedded_files, kinds_of_files};

const HEAD: &str = "titel = \"Kind\"\nfassung = \"1\"\nherausgeber = \"nur für die Tests\"\ngueltig_ab = 2026-01-01\n";

/// A folder with profiles side by side.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A profile named after its folder.
    fn profile(&self, name: &str, base: &str, files: &[(&str, &str)]) -> Result<Standard, Vec<Complaint>> {
        self.write(&format!("{name}/standard.toml"), format!("name = \"{name}\"\nbasiert_auf = \"{base}\"\n{HEAD}"));
        for (path, text) in files {
            self.write(&format!("{name}/{path}"), text);
        }
        Standard::load(&self.0.path().join(name))
    }
}

fn child(files: &[(&str, &str)]) -> Result<Standard, Vec<Complaint>> {
    Place::new().profile("kind", "pm-st", files)
}

fn embedded(path: &str) -> String {
    let (_, bytes) = embedded_files().into_iter().find(|(known, _)| known == path).unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn adapted(text: &str) -> Result<Standard, Vec<Complaint>> {
    child(&[("anpassungen.toml", text)])
}

/// The one complaint, which stands at a line of the child and says these things.
fn refused(loaded: Result<Standard, Vec<Complaint>>, place: &str, words: &[&str]) {
    let complaints = loaded.map(|standard| standard.name).unwrap_err();
    let told: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    let found = told.iter().find(|told| told.contains(place));
    let found = found.unwrap_or_else(|| panic!("nothing at {place}: {told:#?}"));
    for word in words {
        assert!(found.contains(word), "{word} is not in: {found}");
    }
}

#[test]
fn what_redefines_something_inherited_is_refused_with_both_lines() {
    let group = "abschnitt = \"A\"\n\n[[gruppe]]\nname = \"nachweis\"\n[[gruppe.feld]]\nname = \"x\"\ntyp = \"text\"\ntitel = \"X\"\nbedeutung = \"X.\"\n";
    refused(child(&[("felder/99.toml", group)]), "kind/felder/99.toml:4", &["nachweis", "standard/pm-st/felder/01-kopf.toml:"]);
    let field = "abschnitt = \"A\"\n[[feld]]\nname = \"ziel\"\ntyp = \"text\"\ntitel = \"X\"\nbedeutung = \"X.\"\n";
    refused(child(&[("felder/99.toml", field)]), "kind/felder/99.toml:3", &["ziel", "standard/pm-st/felder/01-kopf.toml:"]);
    let list = "abschnitt = \"A\"\n[[liste]]\nname = \"kontakte\"\nschluessel = \"id\"\n";
    refused(child(&[("felder/99.toml", list)]), "kind/felder/99.toml:3", &["schluessel", "nur Felder", "standard/pm-st/felder/"]);
    let empty = "abschnitt = \"A\"\n[[liste]]\nname = \"kontakte\"\n";
    refused(child(&[("felder/99.toml", empty)]), "kind/felder/99.toml:3", &["um nichts", "standard/pm-st/felder/"]);
    let asked = "abschnitt = \"A\"\n[[feld]]\nname = \"eigen\"\ntyp = \"text\"\ntitel = \"X\"\nbedeutung = \"X.\"\npflicht = \"MUSS\"\n";
    refused(child(&[("felder/99.toml", asked)]), "kind/felder/99.toml:3", &["freiwillig", "eine Regel"]);

    let phases = embedded("pm-st/phasen.toml");
    refused(child(&[("phasen.toml", &phases)]), "kind/phasen.toml:", &["standard/pm-st/phasen.toml:"]);
    let threshold = "[[schwelle]]\nname = \"takt_max_tage\"\nwert = 99\neinheit = \"Tage\"\nrichtung = \"frei\"\ntitel = \"T\"\nquelle = \"Q\"\nbedeutung = \"B\"\n";
    refused(child(&[("schwellen.toml", threshold)]), "kind/schwellen.toml:2", &["anpassungen.toml", "standard/pm-st/schwellen.toml:"]);
    let rule = embedded("pm-st/regeln/rollen/RO-06.toml");
    for (path, text) in [("regeln/rollen/RO-06.toml", rule.clone()), ("regeln/eigene/ro-06.toml", rule.replace("\"RO-06\"", "\"ro-06\""))] {
        let loaded = child(&[(path, &text)]);
        refused(loaded, &format!("kind/{path}:1"), &["RO-06.toml:1"]);
    }
    refused(
        child(&[("kataloge/ampel.toml", &embedded("pm-st/kataloge/ampel.toml"))]),
        "kind/kataloge/ampel.toml:1",
        &["standard/pm-st/kataloge/ampel.toml:1"],
    );
    let head = embedded("pm-st/standard.toml");
    let anchors = &head[head.find("[anker]").unwrap()..];
    let place = Place::new();
    place.write("kind/standard.toml", format!("name = \"kind\"\nbasiert_auf = \"pm-st\"\n{HEAD}{anchors}"));
    refused(Standard::load(&place.0.path().join("kind")), "kind/standard.toml:7", &["[anker]", "standard/pm-st/standard.toml:"]);
}

#[test]
fn a_file_that_nothing_reads_is_a_mistake() {
    let rule = embedded("pm-st/regeln/rollen/RO-06.toml").replace("RO-06", "XX-06");
    let wrong = [
        ("phase.toml", "phasen.toml"),
        ("schwelle.toml", "schwellen.toml"),
        ("regeln/XX-06.toml", "regeln/*/*.toml"),
        ("regeln/a/b/XX-06.toml", ""),
        ("regeln/eigene/XX-06.toml.txt", "keine Wirkung"),
        ("regeln/eigene/XX-06.tml", "keine Wirkung"),
        ("regel/eigene/XX-06.toml", "regeln"),
        ("Regeln/eigene/XX-06.toml", "regeln"),
        ("vorlagen/brief.toml.jinja", "vorlagen/"),
        ("karte/nirgends.toml", "zeichnet kein Abschnitt"),
        ("notizen.txt", "keine Wirkung"),
    ];
    for (path, word) in wrong {
        // A folder too deep is named itself.
        let named = if word.is_empty() { "regeln/a/b" } else { path };
        refused(child(&[(path, &rule)]), &format!("kind/{named}"), &[word]);
    }
    let place = Place::new();
    place.write("unten/standard.toml", embedded("pm-st/standard.toml"));
    place.write("unten/phasen.toml", embedded("pm-st/phasen.toml"));
    place.write("unten/anpassungen.toml", "");
    refused(Standard::load(&place.0.path().join("unten")), "unten/anpassungen.toml", &["basiert_auf"]);
    let notes = [("README.md", "# Für uns"), ("LIESMICH.txt", "Für uns"), ("regeln/eigene/notiz.md", "Idee")];
    assert!(child(&notes).is_ok(), "notes for people are no files of the standard");
}

/// Every kind of file that a child may bring shows an effect, or is refused. A new kind needs its proof here.
#[test]
fn no_kind_of_file_is_without_effect() {
    let place = Place::new();
    let rule = |id: &str| embedded("pm-st/regeln/rollen/RO-06.toml").replace("\"RO-06\"", &format!("\"{id}\""));
    let refuses = |path: &str, text: &str| child(&[(path, text)]).is_err();
    let with = |path: &str, text: &str| child(&[(path, text)]).unwrap_or_else(|wrong| panic!("{path}: {wrong:#?}"));
    let day = |text: &str| Period::parse(text).unwrap().from;
    for kind in kinds_of_files() {
        let shows = match kind {
            "standard.toml" => place.profile("kind", "pm-st", &[]).unwrap().name == "kind",
            "phasen.toml" => refuses(kind, &embedded("pm-st/phasen.toml")),
            "schwellen.toml" => {
                let own = "[[schwelle]]\nname = \"eigene_tage\"\nwert = 9\neinheit = \"Tage\"\nrichtung = \"frei\"\ntitel = \"T\"\nquelle = \"Q\"\nbedeutung = \"B\"\n";
                with(kind, own).threshold("eigene_tage").is_some()
            }
            "anpassungen.toml" => {
                let raised = with(kind, "[[regel]]\nid = \"SH-06\"\nstufe = \"MUSS\"\ngrund = \"G\"\n");
                raised.rule("SH-06").unwrap().level == Level::Muss
            }
            "kennungen.toml" => {
                let gone = "[[entfallen]]\nid = \"XX-11\"\ntitel = \"T\"\nseit = 2027-01-01\ngrund = \"Aufgegangen in einer anderen.\"\n";
                with(kind, gone).retired("XX-11").is_some()
            }
            "platzhalter.toml" => {
                let own = "[[platzhalter]]\nbedeutung = \"B.\"\nworte = [\"liefert der Praktikant\"]\n";
                with(kind, own).schema.placeholders.holds("liefert der Praktikant", Use::Text)
            }
            "kontaktangaben.toml" => {
                let own = "funktionspostfaecher = [\"@amt.example\"]\n";
                let stays = |standard: &Standard| standard.schema.contacts.hide("an post@amt.example", &[]).is_none();
                stays(&with(kind, own)) && !stays(&Standard::embedded("pm-st").unwrap())
            }
            "begriffe.toml" => {
                let own = "[[begriff]]\nname = \"eigener\"\ntitel = \"T\"\nbedeutung = \"B.\"\nfuer = []\ngilt = 'betrifft_kommunen'\n";
                with(kind, own).terms.iter().any(|term| term.name == "eigener")
            }
            "feiertage.toml" => {
                let own = "quelle = \"Dienstvereinbarung\"\n\n[[feiertag]]\ntitel = \"Heiligabend\"\ntag = \"12-24\"\n";
                // The inherited ones stay; one of them again is refused with both places.
                let again = child(&[(kind, &own.replace("12-24", "10-31"))]);
                refused(again, "kind/feiertage.toml:4", &["gibt es schon", "pm-st/feiertage.toml:"]);
                let days = with(kind, own).holidays;
                !days.is_workday(day("2026-12-24")) && !days.is_workday(day("2025-10-31")) && days.is_workday(day("2026-12-23"))
            }
            "felder/*.toml" => {
                let own = "abschnitt = \"A\"\n[[feld]]\nname = \"eigen\"\ntyp = \"text\"\ntitel = \"X\"\nbedeutung = \"X.\"\n";
                with("felder/99.toml", own).schema.find_field("eigen").is_some()
            }
            "kataloge/*.toml" => {
                let own = embedded("pm-st/kataloge/ampel.toml");
                with("kataloge/eigene.toml", &own).schema.find_catalogue("eigene").is_some()
            }
            "regeln/*/*.toml" => with("regeln/eigene/XX-06.toml", &rule("XX-06")).rule("XX-06").is_some(),
            "abdeckung/*.toml" => with("abdeckung/99.toml", "titel = 7\n").coverage().is_err(),
            "karte/*.toml" => refuses("karte/eigene.toml", &embedded("pm-st/karte/kreise.toml")),
            "beispiel/projekt.toml.jinja" | "beispiel/rezept.toml" => {
                told(&place, kind, "{% kein ende", &["beispiel", "--projekte", "1"]).contains(&format!("kind/{kind}"))
            }
            "vorlagen/regel.toml.jinja" => framed(&place, kind, "RO-99", "regeln/rollen/RO-99.toml"),
            "vorlagen/regel-*.toml.jinja" => framed(&place, "vorlagen/regel-rollen.toml.jinja", "RO-98", "regeln/rollen/RO-98.toml"),
            "vorlagen/neu-*.toml.jinja" => framed(&place, "vorlagen/neu-kennzahl.toml.jinja", "KZ-99", "kennzahlen/KZ-99.toml"),
            "bericht/*/*.toml" | "papiere/*/*.toml" | "kennzahlen/*.toml" | "sichten/*.toml" => {
                let own = kind.replacen("*/*", "eigene/*", 1).replace('*', "99-eigene");
                shown(&with(&own, "titel = 7\n"), &own)
            }
            other => panic!("nothing says what „{other}“ does in an inheriting profile"),
        };
        assert!(shows, "{kind}");
    }
}

/// What the program says to a profile with this file.
fn told(place: &Place, path: &str, text: &str, arguments: &[&str]) -> String {
    place.profile("kind", "pm-st", &[(path, text)]).unwrap();
    let folder = place.0.path();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_lotse"));
    command.current_dir(folder).args(arguments).args(["--standard", "kind"]);
    if arguments[0] == "beispiel" {
        command.args(["--ausgabe", "aus"]);
    }
    let output = command.output().unwrap();
    fs::remove_file(folder.join("kind").join(path)).unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// Whether a frame of the child is the one that is laid out.
fn framed(place: &Place, path: &str, id: &str, made: &str) -> bool {
    told(place, path, "# Rahmen des Hauses\n", &["standard", "neu", id]);
    let made = place.0.path().join("kind").join(made);
    let text = fs::read_to_string(&made).unwrap_or_default();
    let _ = fs::remove_file(made);
    text == "# Rahmen des Hauses\n"
}

/// Whether the reports read the file: its mistake is told.
#[cfg(feature = "bericht")]
fn shown(standard: &Standard, path: &str) -> bool {
    let complaints = lotse::portfolio::Contents::load(standard).map(|_| ()).unwrap_err();
    complaints.iter().any(|told| told.to_string().contains(&format!("kind/{path}")))
}

/// Nothing without the reports reads it.
#[cfg(not(feature = "bericht"))]
fn shown(standard: &Standard, path: &str) -> bool {
    standard.layers.last().unwrap().files.get(path).is_some()
}

#[test]
fn what_editors_and_systems_leave_behind_is_passed_over() {
    let left = [
        "~$GB-01.toml",
        ".#x.toml",
        "x.toml~",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "._x.toml",
        "#x.toml#",
        ".x.toml.swp",
        "x.toml.bak",
    ];
    let place = Place::new();
    for folder in ["", "regeln/eigene/", "felder/", "kataloge/"] {
        for name in left {
            place.write(&format!("kind/{folder}{name}"), [0xff, 0xfe, 0x00]);
        }
    }
    assert_eq!(place.profile("kind", "pm-st", &[]).unwrap().name, "kind");
    let rule = embedded("pm-st/regeln/rollen/RO-06.toml").replace("\"RO-06\"", "\"XX-06\"");
    place.write("kind/regeln/eigene/XX-06.toml", &rule);
    place.write("kind/regeln/eigene/XX-06 - Kopie.toml", &rule);
    refused(Standard::load(&place.0.path().join("kind")), "XX-06 - Kopie.toml", &["Kennung"]);
}

#[test]
fn a_bad_byte_names_its_file_and_line_also_in_a_parent() {
    let place = Place::new();
    place.profile("mitte", "pm-st", &[]).unwrap();
    place.write("mitte/regeln/eigene/XX-01.toml", b"id = \"XX-01\"\ntitel = \"M\xfcll\"\n");
    place.write("mitte/kataloge/eigene.toml", b"titel = \"\xff\"\n");
    let complaints = place.profile("kind", "mitte", &[]).unwrap_err();
    let told: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told.iter().any(|told| told.contains("mitte/regeln/eigene/XX-01.toml:2") && told.contains("UTF-8")), "{told:#?}");
}

#[test]
fn an_entry_without_effect_or_in_the_wrong_direction_is_refused_with_both_lines() {
    let change = |text: &str| adapted(&format!("[[regel]]\nid = \"RO-01\"\n{text}\ngrund = \"G\"\n"));
    let line = "kind/anpassungen.toml:3";
    refused(change("stufe = \"SOLL\""), line, &["steigen", "RO-01.toml:3"]);
    refused(change("status = \"entwurf\""), line, &["vorrücken", "RO-01.toml:4"]);
    refused(change("status = \"abgeloest\""), line, &["vorrücken", "RO-01.toml:4"]);
    refused(change("ab_phase = \"abschluss\""), line, &["früher", "RO-01.toml:"]);
    refused(change("alle_klassen = false"), line, &["keine Wirkung", "RO-01.toml:"]);
    refused(change(""), "kind/anpassungen.toml:2", &["ändert nichts"]);
    let codes = |text: &str| adapted(&format!("[[katalog]]\nname = \"kontaktwege\"\ngrund = \"G\"\n{text}\n"));
    refused(codes(""), "kind/anpassungen.toml:2", &["ändert nichts"]);
    let dialogue = "entfernt = [\"gespraech\", \"telefon\", \"ag_sitzung\", \"plenum\", \"forum\", \"workshop\"]";
    let loaded = Standard::embedded("pm-st").unwrap();
    let ways = loaded.schema.catalogue(loaded.schema.find_catalogue("kontaktwege").unwrap());
    let index = ways.find_trait("dialog").unwrap();
    let all: Vec<String> = ways
        .codes
        .iter()
        .filter(|code| code.values[index] == lotse::schema::TraitValue::Flag(true))
        .map(|code| format!("\"{}\"", code.id))
        .collect();
    assert!(dialogue.len() > 10 && all.len() > 3);
    refused(codes(&format!("entfernt = [{}]", all.join(", "))), "kind/anpassungen.toml:4", &["dialog", ".toml:"]);
    assert!(codes(&format!("entfernt = [{}]", all[1..].join(", "))).is_ok());
    let results = adapted("[[katalog]]\nname = \"ergebnisarten\"\nentfernt = [\"projektskizze\"]\ngrund = \"G\"\n");
    refused(results, "kind/anpassungen.toml:3", &["projektskizze", "standard/pm-st/phasen.toml:"]);
}

#[test]
fn a_grandchild_is_told_the_line_of_the_profile_that_set_it_last() {
    let place = Place::new();
    let text =
        "[[regel]]\nid = \"SH-06\"\nstufe = \"MUSS\"\ngrund = \"G\"\n\n[[schwelle]]\nname = \"takt_max_tage\"\nwert = 21\ngrund = \"G\"\n";
    place.profile("mitte", "pm-st", &[("anpassungen.toml", text)]).unwrap();
    let looser = text.replace("MUSS", "SOLL").replace("21", "28");
    let complaints = place.profile("kind", "mitte", &[("anpassungen.toml", &looser)]).unwrap_err();
    let told: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("kind/anpassungen.toml:3") && told[0].contains("mitte/anpassungen.toml:3"), "{told:#?}");
    assert!(told[1].contains("kind/anpassungen.toml:8") && told[1].contains("mitte/anpassungen.toml:8"), "{told:#?}");
}

const OWN: &str = "[[katalog]]\nname = \"kontaktwege\"\ngrund = \"G\"\n[[katalog.neu]]\nid = \"buergertag\"\ntitel = \"Tag der offenen Tür\"\nbedeutung = \"B.\"\nsteht_fuer = \"forum\"\n";

#[test]
fn an_own_code_is_only_a_name_of_an_inherited_one() {
    let wrong = |from: &str, to: &str| adapted(&OWN.replace(from, to));
    refused(wrong("\"buergertag\"", "\"forum\""), "kind/anpassungen.toml:5", &["gibt es", "kontaktwege.toml:"]);
    refused(wrong("\"forum\"", "\"fohrum\""), "kind/anpassungen.toml:8", &["meinten Sie „forum“"]);
    refused(wrong("steht_fuer", "dialog = true\nsteht_fuer"), "kind/anpassungen.toml:8", &["unbekannter Schlüssel „dialog“"]);
    refused(wrong("\"buergertag\"", "\"tag der\""), "kind/anpassungen.toml:5", &["ein Wort"]);
    let place = Place::new();
    let removed = "[[katalog]]\nname = \"kontaktwege\"\nentfernt = [\"forum\"]\ngrund = \"G\"\n";
    place.profile("mitte", "pm-st", &[("anpassungen.toml", removed)]).unwrap();
    refused(
        place.profile("kind", "mitte", &[("anpassungen.toml", OWN)]),
        "kind/anpassungen.toml:8",
        &["entfernt", "mitte/anpassungen.toml:3"],
    );
    let renamed = adapted(&OWN.replacen("grund", "entfernt = [\"forum\"]\ngrund", 1)).unwrap();
    let ways = renamed.schema.catalogue(renamed.schema.find_catalogue("kontaktwege").unwrap());
    let names: Vec<&str> = ways.names().map(|(id, ..)| id).collect();
    assert!(names.contains(&"buergertag") && !names.contains(&"forum"));
}

#[test]
fn an_own_code_is_judged_as_the_code_it_stands_for() {
    let standard = Standard::embedded("gdst").unwrap();
    // For each catalogue a name for each code, and every project of the example under both.
    let mut text = String::new();
    for catalogue in &standard.schema.catalogues {
        text.push_str(&format!("[[katalog]]\nname = \"{}\"\ngrund = \"G\"\n", catalogue.name));
        for code in &catalogue.codes {
            let id = &code.id;
            text.push_str(&format!("[[katalog.neu]]\nid = \"eigen_{id}\"\ntitel = \"T\"\nbedeutung = \"B.\"\nsteht_fuer = \"{id}\"\n"));
        }
    }
    let own = Place::new().profile("kind", "gdst", &[("anpassungen.toml", &text)]).unwrap();
    let (plain, renamed) = (Auditor::new(&standard).unwrap(), Auditor::new(&own).unwrap());
    let mut changed = 0;
    for path in examples().into_iter().take(12) {
        let text = fs::read_to_string(&path).unwrap();
        let source = Source::new("x.toml", text.as_str());
        let other = text_with_own_codes(&standard, &text);
        changed += usize::from(other != text);
        let (before, after) = (outcomes(&plain, source), outcomes(&renamed, Source::new("x.toml", other)));
        assert_eq!(before, after, "{}", path.display());
    }
    assert!(changed >= 10);
}

/// Every `field = "code"` of a field that holds one, under its other name.
fn text_with_own_codes(standard: &Standard, text: &str) -> String {
    let coded: Vec<(&str, &lotse::schema::Catalogue)> = standard
        .schema
        .records
        .iter()
        .flat_map(|record| &record.fields)
        .filter_map(|field| match field.kind {
            lotse::schema::Kind::Code(id) => Some((field.name.as_str(), standard.schema.catalogue(id))),
            _ => None,
        })
        .collect();
    let renamed = text.lines().map(|line| {
        let Some((name, value)) = line.split_once(" = ") else { return line.to_owned() };
        let bare = value.trim().trim_matches('"');
        let all: Vec<_> = coded.iter().filter(|(known, _)| *known == name.trim()).collect();
        let known = !all.is_empty() && all.iter().all(|(_, catalogue)| catalogue.ordinal(bare).is_some());
        if known && value.starts_with('"') { format!("{name} = \"eigen_{bare}\"") } else { line.to_owned() }
    });
    renamed.collect::<Vec<_>>().join("\n")
}

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/beispiel");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    files
}

fn question() -> Question {
    Question { all: true, ..Question::as_of_day(Period::parse("2026-10-31").unwrap()) }
}

fn outcomes(auditor: &Auditor<'_>, source: Source) -> Vec<(String, String, &'static str)> {
    let audit = auditor.audit(source, question());
    let mut found: Vec<_> =
        audit.findings.iter().map(|finding| (finding.rule.clone(), finding.path.clone(), finding.outcome.word())).collect();
    found.sort();
    found
}

#[test]
fn own_fields_are_read_optional_and_asked_only_by_an_own_rule() {
    let fields = "abschnitt = \"Eigenes\"\n\n[[feld]]\nname = \"aktenplan\"\ntyp = \"text\"\ntitel = \"Aktenplan\"\nbedeutung = \"B.\"\n\n[[liste]]\nname = \"kontakte\"\n[[liste.feld]]\nname = \"protokollnummer\"\ntyp = \"ganzzahl\"\ntitel = \"Nummer\"\nbedeutung = \"B.\"\n\n[[liste]]\nname = \"fahrten\"\ntitel = \"Fahrten\"\nbedeutung = \"B.\"\nschluessel = \"id\"\nfehlt = \"leer\"\n[[liste.feld]]\nname = \"id\"\ntyp = \"text\"\ntitel = \"Kennung\"\nbedeutung = \"B.\"\n";
    let rule = embedded("pm-st/regeln/stakeholder/SH-06.toml");
    let head = &rule[..rule.find("[pruefung]").unwrap()];
    let check = "[pruefung]\nfuer_jedes = [{ liste = 'kontakte', als = 'k' }]\ngilt = 'has(k.protokollnummer)'\nort = 'k.datum'\nmeldung = \"Die Nummer fehlt.\"\n";
    let proofs = ["erfuellt", "nicht_erfuellt"].map(|expected| {
        let number = if expected == "erfuellt" { "protokollnummer = 1" } else { "" };
        let project = format!("[[kontakte]]\nid = \"k1\"\ndatum = 2026-10-01\n{number}\n");
        format!("[[beispiel]]\nergebnis = \"{expected}\"\ntitel = \"T\"\nstichtag = 2026-10-31\nprojekt = '''\n{project}'''\n")
    });
    let rule = format!("{head}{check}{}", proofs.concat()).replace("\"SH-06\"", "\"XX-01\"");
    let with_rule = child(&[("felder/99.toml", fields), ("regeln/eigene/XX-01.toml", &rule)]).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    let without = child(&[("felder/99.toml", fields)]).unwrap();
    let base = Standard::embedded("pm-st").unwrap();
    let text = fs::read_to_string(&examples()[0]).unwrap();
    let audit = |standard: &Standard, text: &str| outcomes(&Auditor::new(standard).unwrap(), Source::new("x.toml", text));
    assert_eq!(audit(&base, &text), audit(&without, &text), "fields that nobody asks for change nothing");
    let asked = audit(&with_rule, &text);
    assert!(asked.iter().any(|(rule, _, outcome)| rule == "XX-01" && *outcome == "nicht_erfuellt"));
    let own = format!("aktenplan = \"12.3\"\n{text}\n[[fahrten]]\nid = \"f1\"\n");
    assert!(audit(&without, &own) != audit(&base, &own), "unknown to the parent");
    assert_eq!(audit(&without, &own), audit(&without, &text), "known to the child");
}

/// Rules, thresholds, codes, fields and lists at random, as a profile may hold them or not.
struct Dice(fastrand::Rng);

impl Dice {
    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.0.usize(..of.len())]
    }

    fn adaptations(&mut self, base: &Standard) -> String {
        let mut text = String::new();
        for _ in 0..self.0.usize(1..6) {
            let rule = self.one(&base.rules);
            let phase = &self.one(&base.phases).id;
            let wild = self.0.u8(..20) == 0;
            let change = match (self.0.u8(..6), wild) {
                (0, true) => format!("stufe = \"{}\"", self.one(&["MUSS", "SOLL", "KANN"])),
                (1, true) => format!("status = \"{}\"", self.one(&["entwurf", "warnend", "verbindlich", "abgeloest"])),
                (2, true) => format!("verbindlich_ab = {}", self.one(&["2026-01-01", "2026-12-01", "2031-01-01"])),
                (3, true) => format!("ab_phase = \"{phase}\""),
                (4, true) => "alle_klassen = false".to_owned(),
                (5, true) => String::new(),
                (0 | 1, false) => "stufe = \"MUSS\"".to_owned(),
                (2, false) => format!("ab_phase = \"{}\"", base.phases[0].id),
                (3, false) => "alle_klassen = true".to_owned(),
                _ => "status = \"verbindlich\"".to_owned(),
            };
            text.push_str(&format!("[[regel]]\nid = \"{}\"\n{change}\ngrund = \"G\"\n", rule.id));
        }
        let threshold = self.one(&base.thresholds);
        let step = self.0.i64(0..4) * (1 + threshold.value / 4);
        let towards = if threshold.direction == Direction::NiedrigerStrenger { -step } else { step };
        let value = threshold.value + if self.0.u8(..10) == 0 { -towards } else { towards };
        text.push_str(&format!("[[schwelle]]\nname = \"{}\"\nwert = {value}\ngrund = \"G\"\n", threshold.name));
        let catalogue = self.one(&base.schema.catalogues);
        let (gone, meant) = (&self.one(&catalogue.codes).id, &self.one(&catalogue.codes).id);
        text.push_str(&format!("[[katalog]]\nname = \"{}\"\ngrund = \"G\"\n", catalogue.name));
        if self.0.u8(..3) == 0 {
            text.push_str(&format!("entfernt = [\"{gone}\"]\n"));
        }
        text.push_str(&format!("[[katalog.neu]]\nid = \"eigen\"\ntitel = \"T\"\nbedeutung = \"B.\"\nsteht_fuer = \"{meant}\"\n"));
        text
    }

    fn files(&mut self, base: &Standard) -> Vec<(String, String)> {
        let mut files = vec![("anpassungen.toml".to_owned(), self.adaptations(base))];
        let list = self.one(&base.schema.records).path.clone();
        let name = self.one(&["eigen", "titel", "datum", "ziel"]);
        let field = format!("name = \"{name}\"\ntyp = \"text\"\ntitel = \"T\"\nbedeutung = \"B.\"\n");
        match self.0.u8(..14) {
            0 => files.push(("felder/9.toml".into(), format!("abschnitt = \"A\"\n[[feld]]\n{field}"))),
            1 => files.push(("felder/9.toml".into(), format!("abschnitt = \"A\"\n[[liste]]\nname = \"{list}\"\n[[liste.feld]]\n{field}"))),
            2 => files
                .push(("felder/9.toml".into(), format!("abschnitt = \"A\"\n[[gruppe]]\nname = \"nachweis\"\n[[gruppe.feld]]\n{field}"))),
            3 => files.push(("phasen.toml".into(), embedded("pm-st/phasen.toml").replace("MUSS", "SOLL"))),
            4 => files.push(("schwellen.toml".into(), embedded("pm-st/schwellen.toml").replace("wert = 28", "wert = 99"))),
            5 => files.push((
                "kataloge/kontaktwege.toml".into(),
                embedded("pm-st/kataloge/kontaktwege.toml").replace("dialog = false", "dialog = true"),
            )),
            6 => files.push(("regeln/rollen/RO-01.toml".into(), embedded("pm-st/regeln/rollen/RO-01.toml").replace("MUSS", "SOLL"))),
            _ => {}
        }
        files
    }
}

/// What stands against a project, and must stand against it under every child: rules by id, with their Stufe.
fn against(findings: &[Finding]) -> BTreeMap<String, (Level, bool)> {
    let mut found: BTreeMap<String, (Level, bool)> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.weighs(Level::Kann)) {
        let entry = found.entry(finding.rule.clone()).or_insert((finding.level, true));
        entry.0 = entry.0.max(finding.level);
    }
    found
}

#[test]
fn no_child_made_at_random_turns_a_refusal_into_a_pass() {
    let base = Standard::embedded("pm-st").unwrap();
    let parent = Auditor::new(&base).unwrap();
    let mut dice = Dice(fastrand::Rng::with_seed(20_261_031));
    let texts: Vec<String> = examples().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let (mut accepted, mut compared, mut against_parent) = (0, 0, 0);
    for _ in 0..60 {
        let files = dice.files(&base);
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let Ok(child) = child(&files) else { continue };
        accepted += 1;
        nothing_is_weaker(&base, &child);
        let auditor = Auditor::new(&child).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
        for _ in 0..6 {
            let text = changed(&mut dice, dice_text(&texts, compared));
            let asked = Question { all: false, ..question() };
            let before = against(&parent.audit(Source::new("x.toml", text.as_str()), asked).findings);
            let after = against(&auditor.audit(Source::new("x.toml", text.as_str()), asked).findings);
            for (rule, (level, _)) in &before {
                against_parent += 1;
                if base.rule(rule).is_some_and(|rule| rule.origin == "werkzeug") || moved_freely(&base, &child) {
                    continue;
                }
                // What is said of an exception may be another thing now, of no less weight.
                let is_same = |other: &str| other == rule || rule.starts_with("AUS-") && other.starts_with("AUS-");
                let kept = after.iter().any(|(other, (now, _))| is_same(other) && now >= level);
                assert!(kept, "{rule} {level:?} is gone\n{}\n---\n{text}", files[0].1);
            }
            compared += 1;
        }
    }
    assert!(accepted >= 15 && compared >= 90 && against_parent >= 200, "{accepted} {compared} {against_parent}");
}

fn dice_text(texts: &[String], number: usize) -> &str {
    &texts[number * 7 % texts.len()]
}

/// A line of the file left out, or emptied: a fault that nobody made on purpose.
fn changed(dice: &mut Dice, text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let single: Vec<usize> =
        (0..lines.len()).filter(|&at| lines[at].contains(" = ") && !lines[at].contains("\"\"\"") && !lines[at].ends_with('[')).collect();
    let at = *dice.one(&single);
    let name = lines[at].split(" = ").next().unwrap();
    let new = if dice.0.bool() { String::new() } else { format!("{name} = \"TODO\"") };
    lines.iter().enumerate().map(|(line, text)| if line == at { new.as_str() } else { text }).collect::<Vec<_>>().join("\n")
}

/// No rule is asked less, whatever the projects say.
fn nothing_is_weaker(base: &Standard, child: &Standard) {
    for rule in &base.rules {
        let now = child.rule(&rule.id).unwrap();
        let weaker = now.level < rule.level || now.status < rule.status || now.from_phase > rule.from_phase;
        let wider = rule.classes.is_empty() && !now.classes.is_empty();
        assert!(!(weaker || wider) || rule.origin == "werkzeug", "{} became weaker", rule.id);
    }
}

/// A threshold without direction may go either way: it says what is counted, not what is asked.
fn moved_freely(base: &Standard, child: &Standard) -> bool {
    base.thresholds
        .iter()
        .any(|threshold| threshold.direction == Direction::Frei && child.threshold(&threshold.name).unwrap().value != threshold.value)
}

#[test]
fn the_unpacked_standard_is_the_embedded_one_and_a_profile_can_begin_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("std");
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(folder.path()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap(), told)
    };
    let (code, told) = run(&["standard", "auspacken", "std"]);
    assert!(code == 0 && told.contains("lotse standard neu mein-haus --erbt gdst --standard std/mein-haus"), "{told}");
    for (path, bytes) in embedded_files() {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("standard").join(&path);
        assert_eq!(fs::read(place.join(&path)).unwrap(), bytes, "{path}");
        assert_eq!(fs::read(repository).unwrap(), bytes, "{path}");
    }
    fs::write(place.join("gdst/standard.toml"), "eigenes").unwrap();
    assert_eq!(run(&["standard", "auspacken", "std"]).0, 2, "nothing is written over");
    assert_eq!(fs::read_to_string(place.join("gdst/standard.toml")).unwrap(), "eigenes");

    let (code, told) = run(&["standard", "neu", "mein-haus", "--erbt", "pm-st", "--standard", "std/mein-haus"]);
    assert!(code == 0 && told.contains("lotse standard pruefe --standard std/mein-haus"), "{told}");
    for id in ["KZ-99", "SH-99", "PV-99", "bericht/index/90-eigenes", "bericht/projekte/90-eigenes"] {
        let (code, told) = run(&["standard", "neu", id, "--standard", "std/mein-haus"]);
        assert!(code == 0 && told.contains("lotse standard pruefe --standard std/mein-haus"), "{told}");
        assert_eq!(run(&["standard", "neu", id, "--standard", "std/mein-haus"]).0, 2, "{id} is taken");
    }
    let (_, told) = run(&["standard", "pruefe", "--standard", "std/mein-haus"]);
    let frames = ["standard.toml:4", "kennzahlen/KZ-99.toml:2", "regeln/stakeholder/SH-99.toml:2", "regeln/portfolio/PV-99.toml:2"];
    for place in frames.into_iter().chain(["bericht/index/90-eigenes.toml:3", "bericht/projekte/90-eigenes.toml:3"]) {
        assert!(told.contains(&format!("mein-haus/{place}:")), "{place}: {told}");
    }
    let open = told.lines().filter(|line| line.contains("noch auszufüllen: TODO")).count();
    let complaints = told.lines().filter(|line| line.contains(".toml:")).count();
    assert_eq!((open, complaints), (34, 34), "every frame loads, and only its blanks are told: {told}");
    let written = ["standard.toml", "kennzahlen/KZ-99.toml", "bericht/index/90-eigenes.toml", "bericht/projekte/90-eigenes.toml"];
    for path in written {
        let file = place.join("mein-haus").join(path);
        fs::write(&file, fs::read_to_string(&file).unwrap().replace("\"TODO: ", "\"Text: ")).unwrap();
    }
    let (code, told) = run(&["standard", "pruefe", "--standard", "std/mein-haus"]);
    assert!(code == 0 && told.contains("0 Fehler") && told.contains("19 Stellen"), "{told}");
}

/// What the upper floors read follows the same law. Needs the full build.
#[cfg(feature = "bericht")]
#[test]
fn views_figures_and_sections_are_not_redefined_either() {
    use lotse::portfolio::Contents;
    let view = "bedeutung = \"B.\"\nschluessel = [\"projekt\"]\nsql = \"SELECT projekt FROM projekte\"\n";
    let inherited = embedded_files().into_iter().map(|(path, _)| path).find(|path| path.starts_with("pm-st/sichten/40-")).unwrap();
    let name = inherited.rsplit_once("40-").unwrap().1.to_owned();
    let loaded = |files: &[(&str, &str)]| Contents::load(&child(files).unwrap()).map(|_| ());
    let told = |wrong: Vec<Complaint>| wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    for path in [format!("sichten/99-{name}"), format!("sichten/{name}"), format!("sichten/40-{name}")] {
        let wrong = told(loaded(&[(&path, view)]).unwrap_err());
        assert!(wrong.contains(&format!("kind/{path}:3")) && wrong.contains("standard/pm-st/sichten/40-"), "{wrong}");
    }
    for text in [view.to_owned(), format!("ausgaben = [\"intern\"]\n{view}")] {
        let wrong = told(loaded(&[("sichten/99-kontakte.toml", &text)]).unwrap_err());
        assert!(wrong.contains("kind/sichten/99-kontakte.toml") && wrong.contains("heißt wie eine Tabelle"), "{wrong}");
    }
    let figure = embedded("pm-st/kennzahlen/KZ-08.toml");
    let wrong = told(loaded(&[("kennzahlen/KZ-08.toml", &figure)]).unwrap_err());
    assert!(wrong.contains("kind/kennzahlen/KZ-08.toml:9") && wrong.contains("standard/pm-st/kennzahlen/KZ-08.toml:9"), "{wrong}");
    let section = embedded("pm-st/bericht/hemmnisse/01-hemmnisse.toml");
    let wrong = told(loaded(&[("bericht/hemmnisse/02-mehr.toml", &section)]).unwrap_err());
    assert!(wrong.contains("02-mehr.toml") && wrong.contains("01-hemmnisse.toml:3"), "{wrong}");
    assert!(
        loaded(&[("bericht/hemmnisse/01-hemmnisse.toml", &section.replace("Hemmnisse", "Hürden"))]).is_ok(),
        "a page may be worded anew"
    );
}
