//! What no output may show, in every text field of the dictionary and through every command and form: by what a person could be
//! reached, letters that show something else than what is written, and where on whose computer a file lies.
#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::fmt::Write;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use lotse::audit::{Audit, Auditor, Question};
use lotse::facts::{Data, read_parquet};
use lotse::period::Period;
use lotse::schema::{Field, HIDDEN, Kind, RecordId, Schema};
use lotse::source::Source;
use lotse::standard::Standard;

/// A project in which every list has two rows and every field a value.
struct Full<'s> {
    schema: &'s Schema,
    /// What stands in a text field, as TOML.
    text: String,
    /// Whether names of rows hold it too.
    keys: bool,
}

impl Full<'_> {
    fn fields(&self, record: RecordId, skip: &[&str], between: &str) -> String {
        let mut text = String::new();
        for field in &self.schema.record(record).fields {
            if !skip.contains(&field.name.as_str()) {
                let _ = write!(text, "{} = {}{between}", field.name, self.value(field));
            }
        }
        text
    }

    fn value(&self, field: &Field) -> String {
        let key = |id: &str| if self.keys { self.text.clone() } else { format!("\"{id}\"") };
        match field.kind {
            Kind::Text if field.is_mailbox => "\"postfach@amt.example\"".to_owned(),
            Kind::Text => self.text.clone(),
            Kind::Texts => format!("[{}, {}]", self.text, self.text),
            Kind::Ref(_) => key("a"),
            Kind::Refs(_) => format!("[{}, {}]", key("a"), key("b")),
            Kind::Code(catalogue) => format!("\"{}\"", self.schema.catalogue(catalogue).allowed().next().unwrap().id),
            Kind::Codes(catalogue) => format!("[\"{}\"]", self.schema.catalogue(catalogue).allowed().next().unwrap().id),
            Kind::Table(record) => format!("{{ {} }}", self.fields(record, &[], ", ").trim_end_matches(", ")),
            Kind::List(record) => format!("[ {}, {} ]", self.row(record, "a"), self.row(record, "b")),
            _ => field.example.clone(),
        }
    }

    fn row(&self, record: RecordId, id: &str) -> String {
        let row = self.schema.record(record);
        let key = row.list.map(|list| row.field(list.key)).filter(|key| key.kind == Kind::Text && !self.keys).map(|key| key.name.as_str());
        let rest = self.fields(record, &[key.unwrap_or("")], ", ");
        let named = key.map_or_else(String::new, |key| format!("{key} = \"{id}\", "));
        format!("{{ {} }}", (named + &rest).trim_end_matches(", "))
    }
}

/// Three files that hold `text` wherever a text can stand: in values, in the names of rows, in a remark, under a key nobody knows,
/// as a value that cannot be read, and in a file that is broken.
fn write_files(standard: &Standard, folder: &Path, text: &str, remark: &str) {
    fs::create_dir_all(folder).unwrap();
    let anchors = &standard.anchors;
    let name = |(record, slot): (u16, u16)| standard.schema.record(record).field(slot).name.as_str();
    let (id, kind, title) = (name(anchors.project_id), name(anchors.data_kind), name(anchors.project_title));
    let quoted = format!("\"{text}\"");
    for (file, keys) in [("erstens", false), ("zweitens", true)] {
        let full = Full { schema: &standard.schema, text: quoted.clone(), keys };
        let rest = full.fields(Schema::PROJECT, &[id, kind], "\n");
        let head = format!("unbekannt = {quoted}  # {remark}\n{id} = \"{file}\" # {remark}\n{kind} = \"gemeldet\" # {remark}\n");
        fs::write(folder.join(format!("{file}.toml")), head + &rest).unwrap();
    }
    let broken = format!("{id} = \"drittens\"\n{title} = {quoted}\n{kind} = \"gemeldet\"\nziel = [ {quoted} # {remark}\n=\n");
    fs::write(folder.join("drittens.toml"), broken).unwrap();
}

/// The program, run outside the folder of the files, with everything it said.
fn lotse(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 101), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Everything that was written, by what it was written as.
struct Said(Vec<(String, String)>);

impl Said {
    fn run(&mut self, arguments: &[&str]) {
        self.0.push((arguments.join(" "), lotse(arguments)));
    }

    /// What lies in a folder, unpacked.
    fn folder(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                self.folder(&entry);
            } else {
                self.file(&entry);
            }
        }
    }

    fn file(&mut self, path: &Path) {
        let name = path.display().to_string();
        match path.extension().and_then(std::ffi::OsStr::to_str) {
            Some("parquet") => {
                let table = read_parquet(path).unwrap();
                let texts = table.columns.iter().filter_map(|column| match &column.data {
                    Data::Text(values) => Some(values.iter().flatten().cloned().collect::<Vec<_>>().join("\n")),
                    _ => None,
                });
                self.0.push((name, texts.collect::<Vec<_>>().join("\n")));
            }
            Some("xlsx" | "odt") => {
                let mut archive = zip::ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
                for index in 0..archive.len() {
                    let mut text = Vec::new();
                    archive.by_index(index).unwrap().read_to_end(&mut text).unwrap();
                    self.0.push((format!("{name}#{index}"), String::from_utf8_lossy(&text).into_owned()));
                }
            }
            Some("pdf") => self.0.push((name, String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned())),
            _ => self.0.push((name, fs::read_to_string(path).unwrap())),
        }
    }

    /// Every command over the files, in every form.
    fn everything(&mut self, files: &Path, output: &Path) {
        let (data, day) = (files.to_str().unwrap(), "2026-10-31");
        let one = files.join("erstens.toml");
        let one = one.to_str().unwrap();
        for format in ["text", "json", "sarif", "junit", "gitlab", "markdown", "csv"] {
            self.run(&["pruefe", data, "--stichtag", day, "--format", format]);
        }
        self.run(&["pruefe", one, "--stichtag", day, "--alle", "--freigabe", "F2"]);
        self.run(&["naechste", data, "--stichtag", day]);
        self.run(&["ausnahmen", data, "--stichtag", day]);
        for format in ["text", "json", "html"] {
            self.run(&[
                "standard",
                "vergleiche",
                "standard/pm-st",
                "standard/gdst",
                "--projekte",
                data,
                "--stichtag",
                day,
                "--format",
                format,
            ]);
        }
        // Every form prints the same page: each paper in some of them.
        let place = |name: &str| output.join(name).to_str().unwrap().to_owned();
        for form in ["txt", "md", "html", "xlsx", "odt"] {
            self.run(&["vorlage", one, "--freigabe", "F2", "--stichtag", day, "--ausgabe", &place(&format!("vorlage.{form}"))]);
        }
        for form in ["txt", "html"] {
            self.run(&["pruefe", one, "--stichtag", day, "--ausgabe", &place(&format!("pruefbericht.{form}"))]);
        }
        let month = ["meldestand", data, "--monat", "2026-10", "--frist", "2026-11-04", "--stichtag", day];
        self.run(&[&month[..], &["--ausgabe", &place("meldestand.xlsx")]].concat());
        self.run(&["auskunft", "nachnutzung", data, "--von", "2020-01-01", "--bis", day, "--ausgabe", &place("auskunft.odt")]);
        let forms = "html,xlsx,odt,md,csv,parquet";
        let reports = output.join("berichte").to_str().unwrap().to_owned();
        let month = ["bericht", data, "--monat", "2026-10", "--ausgabe", &reports, "--formen", forms];
        self.run(&[&month[..], &["--entwurf"]].concat());
        self.run(&[&month[..], &["--oeffentlich"]].concat());
        self.run(&[&month[..], &["--fuer-kommune", "15082"]].concat());
        self.folder(output);
    }
}

const ADDRESS: &str = "zqx.muster@amt-zqx.example";
/// As people write them; what would be left of each if it were not covered.
const PLANTED: [(&str, &str); 3] = [(ADDRESS, "zqx.muster"), ("0391 567-4242", "567-4242"), ("+49 (0)391 56 74 343", "74 343")];

#[test]
fn nobody_can_be_reached_by_what_is_printed() {
    let standard = Standard::embedded("gdst").unwrap();
    let place = tempfile::tempdir().unwrap();
    let (files, output) = (place.path().join("login-zqxlogin/vorhaben"), place.path().join("aus"));
    fs::create_dir_all(&output).unwrap();
    let text: Vec<&str> = PLANTED.iter().map(|(text, _)| *text).collect();
    let text = format!("Fragen an {}", text.join(" oder "));
    write_files(&standard, &files, &text, &text);
    let mut said = Said(Vec::new());
    said.everything(&files, &output);
    let left = PLANTED.iter().map(|(_, left)| *left).chain(["zqxlogin"]);
    let mut wrong = Vec::new();
    for left in left {
        for (what, told) in &said.0 {
            if let Some(at) = told.find(left) {
                let from = (0..=at.saturating_sub(120)).rev().find(|at| told.is_char_boundary(*at)).unwrap_or(0);
                let end = (at + 40..=told.len()).find(|at| told.is_char_boundary(*at)).unwrap_or(told.len());
                wrong.push(format!("{left} in {what}: …{}…", &told[from..end]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} places\n{}", wrong.len(), wrong.join("\n"));
    assert!(said.0.iter().filter(|(_, told)| told.contains(HIDDEN)).count() > 20);
    // Whoever asks for names reads them, and is still told.
    let named = place.path().join("namen");
    let (data, to) = (files.to_str().unwrap(), named.to_str().unwrap());
    lotse(&["bericht", data, "--monat", "2026-10", "--ausgabe", to, "--formen", "csv,parquet", "--mit-namen"]);
    let mut said = Said(Vec::new());
    said.folder(&named);
    for left in [ADDRESS, "567-4242", "STR-15"] {
        assert!(said.0.iter().any(|(_, told)| told.contains(left)), "{left}");
    }
    assert!(said.0.iter().all(|(_, told)| !told.contains(HIDDEN) && !told.contains("zqxlogin")));
}

fn audited<T>(text: &str, look: impl Fn(&Audit) -> T) -> T {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    look(&auditor.audit(Source::new("x.toml", text), Question::as_of_day(Period::parse("2026-10-31").unwrap())))
}

/// Rule, line, column and path of what must not be shown.
fn told(audit: &Audit) -> Vec<(String, u32, u32, String)> {
    let of = audit.findings.iter().filter(|finding| ["STR-15", "STR-16"].contains(&finding.rule.as_str()));
    of.map(|finding| (finding.rule.clone(), finding.place.line, finding.place.column, finding.path.clone())).collect()
}

#[test]
fn each_place_is_told_and_mailboxes_of_functions_stay() {
    let text = format!(
        "id = \"x\"\nziel = \"Fragen an {ADDRESS}\"\nstellen = [{{ id = \"a\", name = \"Amt\", ebene = \"land\", postfach = \"Amt@Mid.example\" }}, \
         {{ id = \"b\", name = \"B, 0391 567-01\", ebene = \"land\", postfach = \"0391 567-02\" }}]\n\
         [[stakeholder]]\nid = \"s\"\nname = \"Kreise über amt@mid.example\"\nansprechstelle = \"mustermann\\u0040mid.example\"\n"
    );
    audited(&text, |audit| {
        let found = told(audit);
        let places: Vec<(u32, u32, &str)> = found.iter().map(|(_, line, column, path)| (*line, *column, path.as_str())).collect();
        assert_eq!(
            places,
            [(2, 19, "ziel"), (3, 109, "stellen[b].name"), (3, 151, "stellen[b].postfach"), (7, 18, "stakeholder[s].ansprechstelle")]
        );
        let said = format!("{:?}", audit.findings);
        for left in ["zqx", "567", "mustermann"] {
            assert!(!said.contains(left), "{left}: {said}");
        }
    });
}

/// Two rows that are called by what must not be shown stay two, and references find them.
#[test]
fn rows_that_are_called_by_a_number_stay_apart() {
    let row = |name: &str| format!("{{ id = \"{name}\", name = \"Amt\", ebene = \"land\" }}");
    let text = format!(
        "id = \"x\"\nstellen = [{}, {}]\nrollen = [{{ id = \"r\", stelle = \"0391-5670202\" }}]\n",
        row("0391-5670101"),
        row("0391-5670202")
    );
    audited(&text, |audit| {
        assert!(audit.findings.iter().all(|finding| !["STR-07", "STR-08"].contains(&finding.rule.as_str())), "{:?}", audit.findings);
        assert_eq!(told(audit).len(), 3);
    });
}
