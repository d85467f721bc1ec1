//! What can be typed: declaration only. Commands are German verbs with an English alias; they accept umlauts.

use std::path::PathBuf;

use clap::builder::Styles;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cli::check_arguments::CheckArgs;
#[cfg(feature = "bericht")]
use crate::cli::forms::OutputArg;
#[cfg(feature = "bericht")]
use crate::cli::papers::{AuskunftArgs, MeldestandArgs, VorlageArgs};
use crate::command;
#[cfg(feature = "bericht")]
use crate::portfolio::Audience;
#[cfg(feature = "bericht")]
use crate::report::outputs::{Output, Outputs};

#[derive(Parser)]
#[command(
    name = "lotse",
    version,
    about = "Prüfwerkzeug lotse: prüft Projektdateien gegen den Projektmanagement-Standard und erstellt den Portfoliobericht.",
    after_help = "Beispiele:\n  lotse pruefe data/gdst\n  lotse pruefe wohngeld.toml --freigabe F2\n  lotse erklaere SH-02\n  lotse neu wohngeld-online\n\nRückgabewerte: 0 nichts Verbindliches, 1 Befunde, 2 das Werkzeug konnte nicht arbeiten.",
    styles = Styles::plain(),
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    subcommand_value_name = "BEFEHL",
    subcommand_help_heading = "Befehle"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
#[command(next_help_heading = "Allgemein")]
pub struct Common {
    /// Diese Hilfe zeigen
    #[arg(short = 'h', long = "hilfe", alias = "help", action = clap::ArgAction::Help, global = true)]
    pub help: Option<bool>,
    /// Fassung des Werkzeugs zeigen
    #[arg(short = 'V', long = "fassung", alias = "version", action = clap::ArgAction::Version)]
    pub version: Option<bool>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Projektdateien prüfen: was ist nicht erfüllt, warum, und was ist zu tun?
    #[command(aliases = ["prüfe", "check"], after_help = "Beispiele:\n  lotse pruefe                          alles unter data/\n  lotse pruefe plan.toml --freigabe F2  darf das Projekt die Freigabe F2 passieren?\n  lotse pruefe eingang/ --format json --stichtag 2026-10-31\n  lotse pruefe data/ --format sarif > befunde.sarif     für Editoren und Prüfläufe\n  lotse pruefe data/ --format csv > befunde.csv         für die Tabellenkalkulation")]
    Pruefe(CheckArgs),
    /// Die Entscheidungsvorlage zu einer Freigabe
    #[cfg(feature = "bericht")]
    #[command(
        after_help = "Beispiele:\n  lotse vorlage wohngeld-online.toml --freigabe F2\n  lotse vorlage wohngeld-online.toml --freigabe F2 --ausgabe vorlage.pdf"
    )]
    Vorlage(VorlageArgs),
    /// Wer zum Monat gemeldet hat und wer nicht, mit Erinnerung
    #[cfg(feature = "bericht")]
    #[command(after_help = "Beispiel:\n  lotse meldestand data/beispiel --monat 2026-10 --frist 2026-11-04")]
    Meldestand(MeldestandArgs),
    /// Auskunft über viele Vorhaben, etwa zu einer Kleinen Anfrage
    #[cfg(feature = "bericht")]
    #[command(
        subcommand_value_name = "WORÜBER",
        subcommand_help_heading = "Worüber",
        after_help = "Beispiel:\n  lotse auskunft nachnutzung data/gdst --von 2024-01-01 --bis 2026-10-31"
    )]
    Auskunft(AuskunftArgs),
    /// Erklären, was das Prüfprofil kennt: Regel, Freigabe, Liste, Feld, Code, Kommune, Schwelle; ohne Angabe ein Überblick
    #[command(aliases = ["erkläre", "explain"], after_help = "Beispiele:\n  lotse erklaere\n  lotse erklaere SH-02           eine Regel\n  lotse erklaere F2              was eine Freigabe verlangt\n  lotse erklaere kontakte.weg    ein Feld mit seinen Codes\n  lotse erklaere Halberstadt     eine Kommune mit ihren Schlüsseln\n  lotse erklaere Gespräch        wo das Wort vorkommt")]
    Erklaere(ExplainArgs),
    /// Eine kommentierte Projektdatei zum Ausfüllen anlegen
    #[command(aliases = ["new"], after_help = "Beispiel:\n  lotse neu wohngeld-online                               legt wohngeld-online.toml an\n  lotse neu wohngeld-online --klasse M --phase planung\n  lotse neu wohngeld-online --ausgabe data/wohngeld-online.toml\n  lotse neu wohngeld-online --ausgabe -                   zeigt sie nur")]
    Neu(NewArgs),
    /// Den monatlichen Portfoliobericht erstellen
    #[cfg(feature = "bericht")]
    #[command(aliases = ["report"], after_help = "Beispiele:\n  lotse bericht --monat 2026-10\n  lotse bericht data/gdst --stichtag 2026-10-31 --ausgabe reports\n  lotse bericht --monat 2026-10 --entwurf --versandt-am 2026-11-03 --stellungnahmen antworten.toml\n  lotse bericht --monat 2026-10 --freigeben\n  lotse bericht data/gdst --monat 2026-10 --projekt gdst\n  lotse bericht --monat 2026-10 --formen html,xlsx\n  lotse bericht --pruefe reports            alle Monate und ihre Kette\n  lotse bericht --pruefe reports --kennung \"1a2b 3c4d 5e6f 7081\"")]
    Bericht(Box<ReportArgs>),
    /// Was bis zur nächsten Freigabe zu tun ist, von wem und bis wann
    #[command(aliases = ["nächste", "next"], after_help = "Beispiel:\n  lotse naechste wohngeld-online.toml")]
    Naechste {
        /// Projektdatei oder Ordner
        #[arg(value_name = "PFAD")]
        path: PathBuf,
        /// Ordner des Prüfprofils
        #[arg(long, value_name = "ORDNER")]
        standard: Option<PathBuf>,
        /// Stichtag: JJJJ-MM-TT oder heute
        #[arg(long, value_name = "TAG")]
        stichtag: Option<String>,
    },
    /// Alle Ausnahmen mit ihrem Ende; was bald abläuft, steht oben
    #[command(after_help = "Beispiel:\n  lotse ausnahmen data --stichtag 2026-10-31")]
    Ausnahmen {
        /// Dateien oder Ordner; ohne Angabe data/
        #[arg(value_name = "PFAD")]
        paths: Vec<PathBuf>,
        /// Ordner des Prüfprofils
        #[arg(long, value_name = "ORDNER")]
        standard: Option<PathBuf>,
        /// Stichtag: JJJJ-MM-TT oder heute
        #[arg(long, value_name = "TAG")]
        stichtag: Option<String>,
    },
    /// Erfundene Projekte anlegen, zum Ausprobieren und Messen
    #[command(aliases = ["example"], after_help = "Beispiel:\n  lotse beispiel --projekte 40 --seed 1 --ausgabe beispiel")]
    Beispiel(ExampleArgs),
    /// Am Standard selbst arbeiten
    #[command(
        subcommand_value_name = "BEFEHL",
        subcommand_help_heading = "Befehle",
        after_help = "Beispiele:\n  lotse standard zeige\n  lotse standard pruefe --standard standard/pm-st\n  lotse standard handbuch --ausgabe handbuch.html"
    )]
    Standard(StandardArgs),
    /// Vervollständigung für die Eingabeaufforderung ausgeben (bash, zsh, fish, powershell, elvish)
    #[command(aliases = ["vervollständigung", "completions"], after_help = "Beispiel:\n  lotse vervollstaendigung bash > lotse.bash")]
    Vervollstaendigung {
        /// Eingabeaufforderung: bash, zsh, fish, powershell oder elvish
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
pub struct ExplainArgs {
    /// Kennung (SH-02, F2, M, kontakte.weg, 15085135), Name (Halberstadt) oder ein Wort, nach dem zu suchen ist
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// Ordner des Prüfprofils
    #[arg(long, value_name = "ORDNER")]
    pub standard: Option<PathBuf>,
    /// Form der Ausgabe: text oder json
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: FormatArg,
}

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
pub struct NewArgs {
    /// Kennung des Projekts, zugleich der Dateiname
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// Ordner des Prüfprofils
    #[arg(long, value_name = "ORDNER")]
    pub standard: Option<PathBuf>,
    /// Größenklasse (S, M, L, G): legt die dafür fälligen Ergebnisse mit an
    #[arg(long, value_name = "KLASSE")]
    pub klasse: Option<String>,
    /// Phase, in der das Projekt steht: legt an, was bis zu ihrem Ende Pflicht ist
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    /// Zieldatei oder Ordner; ohne Angabe ID.toml im jetzigen Ordner, ohne ID und mit „-“ auf den Bildschirm
    #[arg(long, value_name = "DATEI")]
    pub ausgabe: Option<PathBuf>,
    /// Auch eine vorhandene Datei überschreiben
    #[arg(long)]
    pub ueberschreiben: bool,
}

#[cfg(feature = "bericht")]
#[derive(Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(next_help_heading = "Angaben")]
pub struct ReportArgs {
    /// Dateien oder Ordner; ohne Angabe data/, jede Datenart für sich
    #[arg(value_name = "PFAD")]
    pub paths: Vec<PathBuf>,
    /// Ordner des Prüfprofils
    #[arg(long, value_name = "ORDNER")]
    pub standard: Option<PathBuf>,
    /// Stichtag des Berichts: JJJJ-MM-TT
    #[arg(long, value_name = "TAG", conflicts_with = "monat", required_unless_present_any = ["monat", "pruefe"])]
    pub stichtag: Option<String>,
    /// Berichtsmonat: JJJJ-MM; Stichtag ist sein letzter Tag
    #[arg(long, value_name = "MONAT")]
    pub monat: Option<String>,
    /// Ordner, in dem der Ordner des Monats angelegt wird
    #[arg(long, value_name = "ORDNER", default_value = "reports")]
    pub ausgabe: PathBuf,
    /// Nur die Seite dieses Vorhabens, in einen Ordner für sich
    #[arg(long, value_name = "ID", conflicts_with = "freigeben")]
    pub projekt: Option<String>,
    /// Ausgabe für eine Kommune oder einen Kreis, nach amtlichem Schlüssel, in einen Ordner für sich
    #[arg(long, value_name = "AGS", conflicts_with_all = ["freigeben", "projekt"])]
    pub fuer_kommune: Option<String>,
    /// Öffentliche Ausgabe ohne interne Angaben, in einen Ordner für sich
    #[arg(long, conflicts_with_all = ["freigeben", "projekt", "fuer_kommune"])]
    pub oeffentlich: bool,
    /// Mit den Namen von Personen, in einen Ordner für sich; ohne die Angabe steht nirgends einer
    #[arg(long, conflicts_with_all = ["freigeben", "fuer_kommune", "oeffentlich"])]
    pub mit_namen: bool,
    /// Entwurf zum Abstimmen: mit der Beilage „Abweichungen“ je Vorhaben. Ein Entwurf ist der Bericht auch ohne die Angabe
    #[arg(long, conflicts_with_all = ["freigeben", "projekt", "fuer_kommune", "oeffentlich"])]
    pub entwurf: bool,
    /// Tag, an dem der Entwurf den Vorhaben vorgelegt wurde: von da an läuft die Frist für Stellungnahmen; spätere Entwürfe des Monats
    /// behalten ihn
    #[arg(long, value_name = "TAG", requires = "entwurf", conflicts_with = "freigeben")]
    pub versandt_am: Option<String>,
    /// Bogen für die Stellungnahmen: Fehlt die Datei, wird sie mit den offenen Fragen angelegt; sonst werden die Antworten darin in
    /// die Projektdateien eingetragen
    #[arg(long, value_name = "DATEI", requires = "entwurf", conflicts_with = "freigeben")]
    pub stellungnahmen: Option<PathBuf>,
    /// Als nächste Fassung freigeben: Sie wird nie mehr überschrieben
    #[arg(long)]
    pub freigeben: bool,
    /// Was im Ordner des Berichts im Weg ist, in einen Ordner daneben legen
    #[arg(long)]
    pub ueberschreiben: bool,
    #[command(flatten)]
    pub trotzdem: crate::cli::forms::Trotzdem,
    /// Ordner des Berichts, mit dem verglichen wird; ohne Angabe der jüngste frühere in --ausgabe
    #[arg(long, value_name = "ORDNER")]
    pub vormonat: Option<PathBuf>,
    /// Woraus der Bericht besteht, durch Kommas getrennt: html, pdf, xlsx, csv, md, odt, parquet; ohne Angabe alles außer odt, bei
    /// --projekt nur html. Ohne parquet lässt sich kein späterer Monat damit vergleichen
    #[arg(long, value_name = "FORMEN", value_delimiter = ',')]
    pub formen: Vec<OutputArg>,
    /// Nichts erstellen, sondern prüfen, ob die Berichte in diesem Ordner unverändert sind: Werte, Dateien, Nachweis und die Kette der Monate
    #[arg(long, value_name = "ORDNER", conflicts_with_all = ["stichtag", "monat", "entwurf", "freigeben", "ueberschreiben", "vormonat", "projekt", "fuer_kommune", "oeffentlich", "mit_namen", "formen", "stellungnahmen", "versandt_am"])]
    pub pruefe: Option<PathBuf>,
    /// Mit --pruefe: die Kennung vom Papier; sagt, zu welchem Bericht sie gehört und ob er noch derselbe ist
    #[arg(long, value_name = "KENNUNG", requires = "pruefe")]
    pub kennung: Option<String>,
}

#[cfg(feature = "bericht")]
impl ReportArgs {
    pub fn outputs(&self) -> Option<Outputs> {
        (!self.formen.is_empty()).then(|| self.formen.iter().map(|form| Output::from(*form)).collect())
    }

    pub fn audience(&self) -> Audience {
        match (&self.fuer_kommune, self.oeffentlich, self.mit_namen) {
            (Some(_), _, _) => Audience::Kommune,
            (None, true, _) => Audience::Oeffentlich,
            (None, false, true) => Audience::MitNamen,
            (None, false, false) => Audience::Intern,
        }
    }
}

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
pub struct ExampleArgs {
    /// Wie viele Projekte
    #[arg(long, value_name = "ZAHL", default_value_t = 40)]
    pub projekte: u32,
    /// Startwert des Zufalls; derselbe ergibt dieselben Projekte
    #[arg(long, value_name = "ZAHL", default_value_t = 1)]
    pub seed: u64,
    /// Ordner des Prüfprofils
    #[arg(long, value_name = "ORDNER")]
    pub standard: Option<PathBuf>,
    /// Zielordner
    #[arg(long, value_name = "ORDNER")]
    pub ausgabe: PathBuf,
    /// Auch vorhandene Dateien überschreiben
    #[arg(long)]
    pub ueberschreiben: bool,
}

#[derive(Args)]
pub struct StandardArgs {
    #[command(subcommand)]
    pub command: StandardCommand,
}

#[derive(Subcommand)]
pub enum StandardCommand {
    /// Das wirksame Regelwerk zeigen, und woher jeder Wert kommt
    #[command(aliases = ["show"], after_help = "Beispiel:\n  lotse standard zeige --standard standard/gdst")]
    Zeige {
        /// Ordner des Prüfprofils
        #[arg(long, value_name = "ORDNER")]
        standard: Option<PathBuf>,
    },
    /// Das Handbuch des Prüfprofils als eine Seite
    #[command(after_help = "Beispiel:\n  lotse standard handbuch --ausgabe handbuch.html")]
    Handbuch {
        /// Ordner des Prüfprofils
        #[arg(long, value_name = "ORDNER")]
        standard: Option<PathBuf>,
        /// Zieldatei; ohne Angabe auf den Bildschirm
        #[arg(long, value_name = "DATEI")]
        ausgabe: Option<PathBuf>,
        /// Auch eine Datei überschreiben, die nicht von lotse ist
        #[arg(long)]
        ueberschreiben: bool,
    },
    /// Das Wörterbuch als JSON-Schema für Editoren
    #[command(after_help = "Beispiel:\n  lotse standard schema --ausgabe projekt.schema.json")]
    Schema {
        /// Ordner des Prüfprofils
        #[arg(long, value_name = "ORDNER")]
        standard: Option<PathBuf>,
        /// Zieldatei; ohne Angabe auf den Bildschirm
        #[arg(long, value_name = "DATEI")]
        ausgabe: Option<PathBuf>,
        /// Auch eine Datei überschreiben, die nicht von lotse ist
        #[arg(long)]
        ueberschreiben: bool,
    },
    /// Was eine neue Fassung für die laufenden Projekte ändern würde
    #[command(aliases = ["compare"], after_help = "Beispiele:\n  lotse standard vergleiche standard/pm-st standard/gdst --projekte data/gdst\n  lotse standard vergleiche HEAD~1 standard/gdst --format html --ausgabe vergleich.html")]
    Vergleiche {
        /// Ordner eines Prüfprofils oder Stand der Versionsverwaltung
        #[arg(value_name = "ALT")]
        alt: String,
        /// Ordner eines Prüfprofils oder Stand der Versionsverwaltung
        #[arg(value_name = "NEU")]
        neu: String,
        /// Projektdateien oder Ordner; ohne Angabe data/
        #[arg(long, value_name = "PFAD", num_args = 1..)]
        projekte: Vec<PathBuf>,
        /// Stichtag: JJJJ-MM-TT oder heute
        #[arg(long, value_name = "TAG")]
        stichtag: Option<String>,
        /// Form der Ausgabe: text, json oder html
        #[arg(long, value_name = "FORM", default_value = "text")]
        format: CompareFormat,
        /// Zieldatei; ohne Angabe auf den Bildschirm
        #[arg(long, value_name = "DATEI")]
        ausgabe: Option<PathBuf>,
        /// Auch eine Datei überschreiben, die nicht von lotse ist
        #[arg(long)]
        ueberschreiben: bool,
    },
    /// Den Rahmen einer neuen Regel, Kennzahl, eines Abschnitts oder Prüfprofils anlegen
    #[command(aliases = ["new"], after_help = "Beispiele:\n  lotse standard neu SH-99 --standard standard/pm-st\n  lotse standard neu KZ-99 --standard standard/pm-st\n  lotse standard neu bericht/index/90-eigenes --standard standard/pm-st\n  lotse standard neu mein-haus --erbt gdst --standard standard/mein-haus")]
    Neu {
        /// Kennung der Regel oder Kennzahl, Ort des Abschnitts oder Name des Prüfprofils
        #[arg(value_name = "ID")]
        id: String,
        /// Ordner der Regel unter regeln/; ohne Angabe der ihrer Nachbarinnen
        #[arg(long, value_name = "NAME")]
        gruppe: Option<String>,
        /// Ein neues Prüfprofil anlegen, das von diesem erbt
        #[arg(long, value_name = "PRUEFPROFIL")]
        erbt: Option<String>,
        /// Ordner des Prüfprofils
        #[arg(long, value_name = "ORDNER")]
        standard: Option<PathBuf>,
    },
    /// Den eingebauten Standard als Dateien in einen Ordner schreiben
    #[command(aliases = ["unpack"], after_help = "Beispiel:\n  lotse standard auspacken mein-standard")]
    Auspacken {
        /// Ordner, in den geschrieben wird; Vorhandenes bleibt
        #[arg(value_name = "ORDNER")]
        ordner: PathBuf,
    },
    /// Beispiele und Gegenproben aller Regeln ausführen
    #[command(aliases = ["prüfe", "check"], after_help = "Beispiel:\n  lotse standard pruefe --standard standard/pm-st")]
    Pruefe {
        /// Ordner des Prüfprofils
        #[arg(long, value_name = "ORDNER")]
        standard: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum FormatArg {
    Text,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum CompareFormat {
    Text,
    Json,
    Html,
}

impl From<CompareFormat> for command::compare::Format {
    fn from(format: CompareFormat) -> Self {
        match format {
            CompareFormat::Text => Self::Text,
            CompareFormat::Json => Self::Json,
            CompareFormat::Html => Self::Html,
        }
    }
}

impl From<FormatArg> for command::check::Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Text => Self::Text,
            FormatArg::Json => Self::Json,
        }
    }
}
