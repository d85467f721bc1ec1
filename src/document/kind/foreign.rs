//! Files of other programs: how they are recognised, and what to say to whoever brings one.

/// What to tell about a kind of file.
#[derive(Debug, PartialEq, Eq)]
pub struct Foreign {
    /// "eine Excel-Arbeitsmappe"
    pub name: &'static str,
    /// What the tool can do with it, what not, and what to do now.
    pub now: &'static str,
}

/// A container is looked through as far as this.
pub const LARGEST: u64 = 16 * 1024 * 1024;

const COPY: &str = "„lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Angaben dorthin.";

macro_rules! kinds {
    ($($id:ident: $name:expr, $now:expr;)+) => {
        $(static $id: Foreign = Foreign { name: $name, now: $now };)+
    };
}

kinds! {
    EXCEL: "eine Excel-Arbeitsmappe", "lotse schreibt den Bericht als Arbeitsmappe, liest aber keine ein. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Angaben dorthin.";
    ODS: "eine Tabelle von LibreOffice (ODS)", "lotse liest keine Tabellen ein. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Angaben dorthin.";
    PROJECT_XML: "ein Plan aus Microsoft Project (XML)", "lotse liest Pläne aus Microsoft Project nicht ein. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Termine dorthin, den Plan selbst nennen Sie dort als Beleg.";
    PROJECT: "ein Plan aus Microsoft Project (MPP)", "lotse liest Pläne aus Microsoft Project nicht ein. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Termine dorthin, den Plan selbst nennen Sie dort als Beleg.";
    GANTT: "ein Plan aus GanttProject", "lotse liest Pläne aus GanttProject nicht ein. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Termine dorthin.";
    OPENPROJECT: "ein Auszug aus OpenProject (JSON)", "lotse liest Auszüge aus OpenProject nicht ein. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Angaben dorthin.";
    PUBLICCODE: "eine Beschreibung von Software (publiccode.yml)", "lotse liest publiccode.yml nicht ein. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie dorthin, was die Lösung betrifft.";
    OWN_JSON: "eine Ausgabe von lotse (JSON)", "Sie ist für Programme gedacht. Prüfen Sie die Projektdateien selbst: „lotse pruefe ORDNER“.";
    JSON: "eine JSON-Datei", COPY;
    YAML: "eine YAML-Datei", COPY;
    CSV: "eine Tabelle als Text (CSV)", "lotse schreibt Befunde und Kennzahlen als CSV, liest aber keine Tabellen ein. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Angaben dorthin.";
    XML: "eine XML-Datei", COPY;
    HTML: "eine Webseite (HTML)", "Ein Bericht oder Prüfbericht lässt sich nicht prüfen; prüfen Sie die Projektdateien selbst: „lotse pruefe ORDNER“.";
    SVG: "ein Bild (SVG)", COPY;
    PDF: "ein PDF-Dokument", "lotse schreibt PDF, liest aber keines. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Angaben dorthin, das Dokument selbst nennen Sie dort als Beleg.";
    WORD: "ein Word-Dokument", "lotse liest keine Textdokumente ein. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Angaben dorthin, das Dokument selbst nennen Sie dort als Beleg.";
    ODT: "ein Textdokument von LibreOffice (ODT)", "lotse schreibt solche Dokumente, liest aber keine. „lotse neu KENNUNG“ legt eine Projektdatei zum Ausfüllen an; übertragen Sie die Angaben dorthin.";
    SLIDES: "eine Präsentation", COPY;
    RTF: "ein Textdokument (RTF)", COPY;
    OFFICE: "ein Office-Dokument in altem oder verschlüsseltem Format", COPY;
    MAIL: "eine E-Mail", COPY;
    CALENDAR: "ein Kalender (iCalendar)", COPY;
    PICTURE: "ein Bild", COPY;
    ARCHIVE: "ein gepacktes Archiv", "lotse packt nichts aus. Entpacken Sie das Archiv, und prüfen Sie den Ordner: „lotse pruefe ORDNER“.";
    DATABASE: "eine Datenbank", COPY;
    PARQUET: "eine Tabelle aus einem Bericht (Parquet)", "Sie ist für Auswertungen gedacht. Prüfen Sie die Projektdateien selbst: „lotse pruefe ORDNER“.";
    MARKDOWN: "ein Text (Markdown)", COPY;
    TEXT: "ein Text ohne Angaben in TOML", COPY;
    BINARY: "keine Textdatei", COPY;
}

const ZIP: &[u8] = b"PK\x03\x04";
/// Office before 2007, Project, and Office with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Whether what a file is stands far behind its beginning.
pub fn needs_all(head: &[u8]) -> bool {
    head.starts_with(ZIP) || head.starts_with(COMPOUND)
}

/// By the first bytes, and by what stands inside a container.
pub fn by_bytes(bytes: &[u8], ending: &str) -> Option<&'static Foreign> {
    const BEGINNINGS: &[(&[u8], &Foreign)] = &[
        (b"%PDF-", &PDF),
        (b"\x89PNG", &PICTURE),
        (b"\xff\xd8\xff", &PICTURE),
        (b"GIF8", &PICTURE),
        (b"II*\0", &PICTURE),
        (b"MM\0*", &PICTURE),
        (b"\x1f\x8b", &ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", &ARCHIVE),
        (b"Rar!\x1a\x07", &ARCHIVE),
        (b"BZh", &ARCHIVE),
        (b"\xfd7zXZ", &ARCHIVE),
        (b"\x28\xb5\x2f\xfd", &ARCHIVE),
        (b"SQLite format 3\0", &DATABASE),
        (b"\0\x01\0\0Standard ", &DATABASE),
        (b"PAR1", &PARQUET),
        (b"{\\rtf", &RTF),
        (b"BEGIN:VCALENDAR", &CALENDAR),
    ];
    if bytes.starts_with(ZIP) {
        return Some(in_zip(bytes));
    }
    if bytes.starts_with(COMPOUND) {
        return Some(in_compound(bytes, ending));
    }
    BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)).map(|(_, kind)| *kind)
}

/// Members of a ZIP file are named in it in plain letters.
fn in_zip(bytes: &[u8]) -> &'static Foreign {
    const MEMBERS: &[(&[u8], &Foreign)] = &[
        (b"application/vnd.oasis.opendocument.spreadsheet", &ODS),
        (b"application/vnd.oasis.opendocument.text", &ODT),
        (b"application/vnd.oasis.opendocument.presentation", &SLIDES),
        (b"xl/workbook", &EXCEL),
        (b"word/document", &WORD),
        (b"ppt/presentation", &SLIDES),
        (b"xl/", &EXCEL),
        (b"word/", &WORD),
        (b"ppt/", &SLIDES),
    ];
    // An OpenDocument file names its kind in its first member.
    let start = &bytes[..bytes.len().min(256)];
    let fits = |(member, _): &&(&[u8], &Foreign)| contains(if member.starts_with(b"app") { start } else { bytes }, member);
    MEMBERS.iter().find(fits).map_or(&ARCHIVE, |(_, kind)| *kind)
}

/// Streams of a compound file are named in it with two bytes for each letter.
fn in_compound(bytes: &[u8], ending: &str) -> &'static Foreign {
    let wide = |name: &str| contains(bytes, &name.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>());
    let named = |name: &str| contains(bytes, name.as_bytes()) || wide(name);
    match ending {
        _ if named("MSProject") => &PROJECT,
        _ if wide("Workbook") => &EXCEL,
        _ if wide("WordDocument") => &WORD,
        _ if wide("PowerPoint Document") => &SLIDES,
        _ if wide("__substg1.0_") => &MAIL,
        "mpp" | "mpt" => &PROJECT,
        "xls" | "xlsx" | "xlsm" | "xlt" => &EXCEL,
        "doc" | "docx" | "dot" => &WORD,
        "ppt" | "pptx" => &SLIDES,
        "msg" => &MAIL,
        _ => &OFFICE,
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    let Some(first) = part.first() else { return true };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        if rest[at..].starts_with(part) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// By how a text begins.
pub fn by_text(text: &str, ending: &str) -> Option<&'static Foreign> {
    let start = text.trim_start();
    if start.starts_with('<') {
        return by_root(start, ending);
    }
    if start.starts_with('{') {
        return Some(json(start));
    }
    // In TOML a section has a name behind its bracket, never another bracket of a different sort.
    if let Some(rest) = start.strip_prefix('[')
        && (rest.trim_start().starts_with('{') || (ending == "json" && !rest.trim_start().is_empty()))
    {
        return Some(json(start));
    }
    if text.lines().any(|line| line.starts_with("publiccodeYmlVersion:")) {
        return Some(&PUBLICCODE);
    }
    if start.starts_with("%YAML") || start.starts_with("---\n") || start.starts_with("---\r\n") {
        return Some(&YAML);
    }
    if ["Return-Path: ", "Received: ", "MIME-Version: "].iter().any(|head| start.starts_with(head)) {
        return Some(&MAIL);
    }
    start.starts_with("BEGIN:VCALENDAR").then_some(&CALENDAR)
}

/// By the first element of a document in angle brackets. A placeholder such as `<Titel>` in a file for TOML is none.
fn by_root(text: &str, ending: &str) -> Option<&'static Foreign> {
    let lower = text.to_ascii_lowercase();
    let mut rest = lower.as_str();
    // The declaration, the document type and comments come before the first element.
    while let Some(inner) = rest.strip_prefix("<?").or_else(|| rest.strip_prefix("<!")) {
        if rest.starts_with("<!doctype html") {
            return Some(&HTML);
        }
        let end = if inner.starts_with("--") { "-->" } else { ">" };
        rest = inner.find(end).map_or("", |at| inner[at + end.len()..].trim_start());
    }
    let element = rest.trim_start_matches('<');
    let name = &element
        [..element.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, ':' | '-' | '_'))).unwrap_or(element.len())];
    let attributes = &element[..element.find('>').unwrap_or(element.len())];
    match name {
        "project" if attributes.contains("schemas.microsoft.com/project") => Some(&PROJECT_XML),
        "project" if ["gantt", "view-date", "view-index"].iter().any(|word| attributes.contains(word)) => Some(&GANTT),
        "project" if element.contains("<saveversion>") || element.contains("<tasks>\n") && element.contains("<uid>") => Some(&PROJECT_XML),
        "project" if element.contains("<tasks") => Some(&GANTT),
        "html" | "head" | "body" => Some(&HTML),
        "svg" => Some(&SVG),
        "office:document" if attributes.contains("spreadsheet") => Some(&ODS),
        "office:document" => Some(&ODT),
        "workbook" if attributes.contains("schemas-microsoft-com:office:spreadsheet") => Some(&EXCEL),
        _ if lower.starts_with("<?xml") || attributes.contains("xmlns") || matches!(ending, "xml" | "xsd" | "xsl") => Some(&XML),
        _ => None,
    }
}

fn json(text: &str) -> &'static Foreign {
    let says = |key: &str, value: &str| {
        let after = text.split(key).nth(1).and_then(|rest| rest.trim_start().strip_prefix(':'));
        after.is_some_and(|rest| rest.trim_start().trim_start_matches('"').starts_with(value))
    };
    if says("\"schema\"", "lotse/") || text.contains("\"lotse/") {
        return &OWN_JSON;
    }
    let types = ["Project", "WorkPackage", "Collection", "Version"];
    let of_openproject = types.iter().any(|name| says("\"_type\"", name)) || (text.contains("\"_links\"") && text.contains("/api/v3/"));
    if of_openproject { &OPENPROJECT } else { &JSON }
}

/// Where the content leaves it open, and does not look like TOML either.
pub fn by_ending(text: &str, ending: &str) -> Option<&'static Foreign> {
    const ENDINGS: &[(&[&str], &Foreign)] = &[
        (&["xlsx", "xlsm", "xls", "xltx", "xlsb"], &EXCEL),
        (&["ods", "fods", "ots"], &ODS),
        (&["mpp", "mpt"], &PROJECT),
        (&["gan"], &GANTT),
        (&["json", "geojson", "jsonl"], &JSON),
        (&["yml", "yaml"], &YAML),
        (&["csv", "tsv"], &CSV),
        (&["xml"], &XML),
        (&["html", "htm"], &HTML),
        (&["pdf"], &PDF),
        (&["docx", "doc", "dotx", "docm"], &WORD),
        (&["odt", "fodt", "ott"], &ODT),
        (&["pptx", "ppt", "odp"], &SLIDES),
        (&["rtf"], &RTF),
        (&["msg", "eml"], &MAIL),
        (&["ics"], &CALENDAR),
        (&["png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "svg"], &PICTURE),
        (&["zip", "7z", "rar", "gz", "tar"], &ARCHIVE),
        (&["parquet"], &PARQUET),
        (&["md", "markdown"], &MARKDOWN),
    ];
    if has_assignments(text) || ending == "toml" {
        return if ending == "toml" && !has_assignments(text) && is_table(text, &[';', '\t']) { Some(&CSV) } else { None };
    }
    if is_table(text, &[';', '\t']) {
        return Some(&CSV);
    }
    let named = ENDINGS.iter().find(|(endings, _)| endings.contains(&ending)).map(|(_, kind)| *kind);
    named.or_else(|| {
        if text.trim().is_empty() {
            None
        } else if text.contains('\0') {
            Some(&BINARY)
        } else if is_table(text, &[',']) {
            Some(&CSV)
        } else {
            Some(&TEXT)
        }
    })
}

/// A line such as `titel = "…"`, or a section.
fn has_assignments(text: &str) -> bool {
    let name =
        |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '"'));
    text.lines().any(|line| {
        let line = line.trim();
        line.split_once('=').is_some_and(|(key, _)| name(key.trim())) || (line.starts_with('[') && line.ends_with(']'))
    })
}

/// At least two lines with the same number of the same sign between their cells.
fn is_table(text: &str, signs: &[char]) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(3).collect();
    lines.len() > 1
        && signs.iter().any(|sign| {
            let count = |line: &&str| line.matches(*sign).count();
            count(&lines[0]) > 0 && lines[..2].iter().all(|line| count(line) == count(&lines[0]))
        })
}
