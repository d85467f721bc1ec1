//! The PMO's month, command by command as it is typed: draft, replies, release, a late report, proof.

#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MONTH: &str = "2026-10";
const FORM: &str = "antworten.toml";

/// Some of the invented projects in a folder of their own, which the month may change.
struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let office = Self { folder: tempfile::tempdir().unwrap() };
        let data = office.path("daten");
        fs::create_dir_all(&data).unwrap();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/beispiel");
        let mut files: Vec<PathBuf> = fs::read_dir(shipped).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        files.sort();
        for path in files.iter().step_by(2) {
            fs::copy(path, data.join(path.file_name().unwrap())).unwrap();
        }
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }

    /// Exit code, output and complaints.
    fn lotse(&self, typed: &str) -> (i32, String, String) {
        let standard = Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/gdst");
        let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
        command.args(typed.split(' ')).current_dir(self.folder.path());
        if !typed.contains("--pruefe") {
            command.arg("--standard").arg(standard);
        }
        let done = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
    }

    fn done(&self, typed: &str) -> String {
        let (code, told, complaint) = self.lotse(typed);
        assert_eq!(code, 0, "lotse {typed}: {told}{complaint}");
        told
    }

    fn refused(&self, typed: &str) -> String {
        let (code, told, complaint) = self.lotse(typed);
        assert_eq!(code, 2, "lotse {typed}: {told}{complaint}");
        complaint
    }

    fn data(&self) -> BTreeMap<PathBuf, String> {
        let files = fs::read_dir(self.path("daten")).unwrap().map(|entry| entry.unwrap().path());
        files.map(|path| (path.clone(), fs::read_to_string(&path).unwrap())).collect()
    }
}

fn draft() -> String {
    format!("bericht daten --monat {MONTH} --formen html,parquet --entwurf --stellungnahmen {FORM}")
}

/// Project and place of each question of a form.
fn questions(form: &str) -> Vec<(String, String)> {
    let table: toml::Table = form.parse().unwrap();
    let text = |row: &toml::Value, key: &str| row[key].as_str().unwrap().to_owned();
    table["antwort"].as_array().unwrap().iter().map(|row| (text(row, "projekt"), text(row, "ort"))).collect()
}

#[test]
fn a_draft_asks_and_the_replies_reach_the_project_files() {
    let office = Office::new();
    let before = office.data();
    let told = office.done(&draft());
    assert!(told.contains(&format!("reports/{MONTH}/abweichungen.html: ")), "{told}");
    assert_eq!(office.data(), before, "a draft changes no project file");
    let form = office.read(FORM);
    let asked = questions(&form);
    assert!(asked.len() > 2, "{form}");
    assert!(asked.iter().all(|(_, place)| place.starts_with("statusberichte[2026-") && place.ends_with("].stellungnahme")), "{form}");
    let page = office.read("reports/2026-10/abweichungen.html");
    assert!(asked.iter().all(|(project, _)| page.contains(project.as_str())));

    // Two answer, the others do not yet.
    let filled = form.replacen("wert = \"\"", "wert = \"Mit den Kreisen <b>abgestimmt</b>.\"", 1);
    let filled = filled.replacen("wert = \"\"", "wert = '''Der Termin\nhält.'''", 1);
    fs::write(office.path(FORM), &filled).unwrap();
    let told = office.done(&draft());
    let open = asked.len() - 2;
    assert!(told.contains(&format!("{FORM}: 2 eingetragen, 0 schon vorher, {open} noch ohne Antwort")), "{told}");
    assert_eq!(office.read(FORM), filled, "the form itself is not written over");
    let after = office.data();
    let changed: Vec<&PathBuf> = after.iter().filter(|(path, text)| before[*path] != **text).map(|(path, _)| path).collect();
    let expected: Vec<PathBuf> = asked.iter().take(2).map(|(project, _)| office.path(&format!("daten/{project}.toml"))).collect();
    assert_eq!(changed, expected.iter().collect::<Vec<_>>());
    assert!(after[&expected[0]].contains("stellungnahme = \"Mit den Kreisen <b>abgestimmt</b>.\""));
    for page in ["abweichungen.html", "index.html"] {
        let page = office.read(&format!("reports/2026-10/{page}"));
        assert!(page.contains("Mit den Kreisen &lt;b&gt;abgestimmt") && page.contains("Der Termin"), "the replies stand beside the status");
    }
    let told = office.done(&draft());
    assert!(told.contains(&format!("{FORM}: 0 eingetragen, 2 schon vorher, {open} noch ohne Antwort")), "{told}");
    fs::remove_file(office.path(FORM)).unwrap();
    office.done(&draft());
    assert_eq!(questions(&office.read(FORM)), asked[2..].to_vec(), "a new form asks what is still open");
}

#[test]
fn a_form_that_does_not_fit_changes_nothing() {
    let office = Office::new();
    office.done(&draft());
    let form = office.read(FORM);
    let asked = questions(&form);
    let (project, place) = &asked[0];
    let first = form.replacen("wert = \"\"", "wert = \"Ja.\"", 1);
    let before = office.data();
    let row =
        |project: &str, place: &str, value: &str| format!("\n[[antwort]]\nprojekt = \"{project}\"\nort = \"{place}\"\nwert = {value}\n");
    for (added, complaint) in [
        (row(&project.replace("beispiel-", "beispil-"), place, "\"x\""), format!("meinten Sie „{project}“")),
        (row(project, &place.replace("2026", "1999"), "\"x\""), "gibt es in".to_owned()),
        (row(project, &place.replace("stellungnahme", "ampel"), "\"rot\""), "schon etwas anderes".to_owned()),
        (row(project, &place.replace("stellungnahme", "eskaliert_am"), "\"bald\""), "der Wert passt nicht".to_owned()),
        ("antworten = 1\n".to_owned(), "Bogen lässt sich nicht lesen".to_owned()),
        ("\n[[antwort]\n".to_owned(), "Bogen lässt sich nicht lesen".to_owned()),
    ] {
        let (head, tail) = if added.starts_with("antworten") { (added.as_str(), first.as_str()) } else { (first.as_str(), added.as_str()) };
        fs::write(office.path(FORM), format!("{head}{tail}")).unwrap();
        let told = office.refused(&draft());
        assert!(told.contains(&complaint) && told.contains(FORM), "{told}");
        assert_eq!(office.data(), before, "{complaint}");
    }
}

/// Whoever deviates is asked first and has three Arbeitstage; a release before that needs a word, and says so.
#[test]
fn nothing_is_released_before_those_who_were_asked_could_answer() {
    let office = Office::new();
    let release = "bericht daten --monat 2026-10 --formen html,csv --freigeben";
    let draft = "bericht daten --monat 2026-10 --formen html,csv --entwurf";
    let told = office.refused(release);
    assert!(told.contains("ist nicht festgehalten, wann um eine Stellungnahme gebeten wurde"), "{told}");
    office.done(draft);
    office.refused(release);
    // Friday before a weekend and Epiphany, in the far future.
    office.done(&format!("{draft} --versandt-am 2099-01-02"));
    assert!(office.read("reports/2026-10/abweichungen.html").contains("Vorgelegt am 02.01.2099, Stellungnahme möglich bis 08.01.2099"));
    office.done(draft);
    office.done("bericht daten --monat 2026-10 --formen csv");
    let told = office.refused(release);
    assert!(told.contains("Stellungnahme noch möglich bis 08.01.2099"), "a later draft keeps the day: {told}");
    assert!(office.refused(&format!("{release} --trotz-stellungnahmefrist")).contains("den Grund und die Stelle"));
    assert!(office.refused(&format!("{draft} --versandt-am gestern")).contains("kein Tag"));
    assert!(office.refused(&format!("{draft} --versandt-am 2026-11-02")).contains("festgehalten ist schon der 02.01.2099"));
    assert!(office.refused(&format!("{draft} --versandt-am 2026-10-30")).contains("vor dem Stichtag"));
    assert!(office.refused(&format!("{release} --versandt-am 2026-11-02")).contains("schließen sich aus"), "not with the release itself");
    let insist = format!("{release} --trotz-stellungnahmefrist --freigegeben-durch Referat --grund");
    for grund in ["...", "max@mid.example", "Eile\u{1b}[31m"] {
        assert!(office.refused(&format!("{insist} {grund}")).contains("auf der ersten Seite"), "{grund}");
    }
    // What comes up after the questions were sent was laid before nobody.
    fs::remove_dir_all(office.path("reports")).unwrap();
    office.done(&format!("{draft} --versandt-am 2026-11-02"));
    let name = office
        .data()
        .into_keys()
        .find(|path| !office.read("reports/2026-10/abweichungen.html").contains(path.file_stem().unwrap().to_str().unwrap()));
    let quiet = name.expect("a project that does not deviate");
    let text = fs::read_to_string(&quiet).unwrap();
    fs::write(&quiet, text.replace("ampel = \"gruen\"", "ampel = \"rot\"")).unwrap();
    let told = office.refused(release);
    assert!(told.contains("nicht festgehalten") && told.contains(quiet.file_stem().unwrap().to_str().unwrap()), "{told}");
    fs::write(&quiet, text).unwrap();
    office.done(&format!("{draft} --versandt-am 2099-01-02"));
    office.done(&format!("{release} --trotz-stellungnahmefrist --grund Eile --freigegeben-durch Referat"));
    let page = office.read("reports/2026-10/index.html");
    assert!(page.contains("Stellungnahme noch möglich bis 08.01.2099") && page.contains("Angabe der Stelle, keine Signatur"));
}

#[test]
fn a_late_report_makes_the_next_edition_and_a_changed_byte_is_found() {
    let office = Office::new();
    let release = format!("bericht daten --monat {MONTH} --formen html,parquet --freigeben");
    office.done(&format!("{} --versandt-am 2026-11-02", draft()));
    office.done(&release);
    assert!(office.read("reports/2026-10/index.html").contains("Stellungnahme offen"));
    assert!(!office.path("reports/2026-10/abweichungen.html").exists(), "what was for the draft is not released");
    let first = fs::read(office.path("reports/2026-10/nachweis.json")).unwrap();

    let (project, place) = questions(&office.read(FORM)).remove(0);
    let file = office.path(&format!("daten/{project}.toml"));
    let marked = format!("\u{feff}{}", fs::read_to_string(&file).unwrap());
    fs::write(&file, &marked).unwrap();
    let reply = format!("[[antwort]]\nprojekt = \"{project}\"\nort = \"{place}\"\nwert = \"Nachgereicht.\"\n");
    fs::write(office.path(FORM), reply).unwrap();
    let told = office.done(&draft());
    assert!(told.contains("reports/2026-10-entwurf/abweichungen.html: "), "{told}");
    let after = fs::read_to_string(&file).unwrap();
    assert!(after.starts_with('\u{feff}') && after.contains("Nachgereicht.") && after.lines().count() == marked.lines().count());
    let told = office.done(&release);
    assert!(told.contains("Fassung 2, freigegeben"), "{told}");
    assert!(!office.path("reports/2026-10-entwurf").exists());
    assert_eq!(fs::read(office.path("reports/2026-10/nachweis.json")).unwrap(), first);
    assert!(office.read("reports/2026-10-fassung-2/index.html").contains("Gegenüber Fassung 1"));

    let verify = "bericht --pruefe reports";
    let (code, told, _) = office.lotse(verify);
    assert!(code == 0 && told.matches("unverändert: alle").count() == 2, "{told}");
    let page = office.path("reports/2026-10-fassung-2/index.html");
    let mut bytes = fs::read(&page).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&page, bytes).unwrap();
    let (code, told, _) = office.lotse(verify);
    assert!(code == 1 && told.contains("geändert: index.html"), "{told}");
}
