//! The checks the tool brings itself: the shape of a file, and exceptions that no longer hold. Their ids are part of
//! the contract; everything about content is a rule of the standard.

/// What stays the same in every finding of a built-in check.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    pub id: &'static str,
    pub title: &'static str,
    pub why: &'static str,
    pub remedy: &'static str,
}

pub const SYNTAX: Builtin = Builtin {
    id: "STR-01",
    title: "Die Datei lässt sich nicht lesen",
    why: "Solange die Schreibweise nicht stimmt, kann niemand den Inhalt prüfen.",
    remedy: "Berichtigen Sie die Schreibweise an der genannten Stelle; alle Fehler der Datei sind aufgeführt.",
};
pub const MALFORMED: Builtin = Builtin {
    id: "STR-01",
    title: "Diese Angabe lässt sich nicht lesen",
    why: "Was falsch geschrieben ist, zählt als fehlende Angabe; alles andere in der Datei ist geprüft.",
    remedy: "Berichtigen Sie die Schreibweise an der genannten Stelle.",
};
pub const UNKNOWN_KEY: Builtin = Builtin {
    id: "STR-02",
    title: "Unbekannter Schlüssel",
    why: "Eine Angabe unter einem unbekannten Schlüssel wird nicht ausgewertet und ginge still verloren.",
    remedy: "Verwenden Sie den Schlüssel aus dem Wörterbuch; „lotse erklaere“ nennt alle.",
};
pub const WRONG_TYPE: Builtin = Builtin {
    id: "STR-03",
    title: "Falsche Art von Wert",
    why: "Nur Werte der erwarteten Art lassen sich vergleichen und zählen.",
    remedy: "Schreiben Sie den Wert in der erwarteten Form.",
};
pub const UNKNOWN_CODE: Builtin = Builtin {
    id: "STR-04",
    title: "Unbekannter Code",
    why: "Nur Werte aus der Liste bedeuten in allen Projekten dasselbe.",
    remedy: "Wählen Sie einen Wert der Liste; fehlt einer, sprechen Sie das PMO an.",
};
pub const NAMED: Builtin = Builtin {
    id: "STR-04",
    title: "Name statt Schlüssel",
    why: "Namen werden verschieden geschrieben und ändern sich; nur der Schlüssel bedeutet in allen Projekten dasselbe.",
    remedy: "Tragen Sie den genannten Schlüssel ein; der Name darf als Kommentar dahinter stehen.",
};
pub const MISSING: Builtin = Builtin {
    id: "STR-05",
    title: "Pflichtangabe fehlt",
    why: "Ohne diese Angabe ist der Eintrag nicht auswertbar.",
    remedy: "Tragen Sie die Angabe nach, sobald sie feststeht.",
};
pub const PATTERN: Builtin = Builtin {
    id: "STR-06",
    title: "Falsche Form",
    why: "Kennungen müssen überall gleich geschrieben sein, damit Verweise auf sie treffen.",
    remedy: "Schreiben Sie den Wert in der verlangten Form.",
};
pub const REFERENCE: Builtin = Builtin {
    id: "STR-07",
    title: "Verweis ohne Ziel",
    why: "Ein Verweis auf einen Eintrag, den es nicht gibt, lässt offen, wer oder was gemeint ist.",
    remedy: "Legen Sie den Eintrag an oder berichtigen Sie die Kennung.",
};
pub const NOT_UNIQUE: Builtin = Builtin {
    id: "STR-08",
    title: "Kennung mehrfach vergeben",
    why: "Zwei Einträge mit derselben Kennung lassen sich nicht auseinanderhalten.",
    remedy: "Geben Sie einem der Einträge eine eigene Kennung.",
};
pub const PLACEHOLDER: Builtin = Builtin {
    id: "STR-09",
    title: "Platzhalter statt Angabe",
    why: "Ein Platzhalter zählt als fehlende Angabe, damit ein unausgefülltes Formular nicht als erfüllt gilt.",
    remedy: "Ersetzen Sie den Platzhalter durch die Angabe, oder lassen Sie die Zeile weg, bis sie feststeht.",
};
pub const UNREADABLE: Builtin = Builtin {
    id: "STR-10",
    title: "Datei nicht lesbar",
    why: "Der Inhalt dieser Datei fehlt in jeder Auswertung.",
    remedy: "Speichern Sie die Datei als UTF-8 und prüfen Sie, ob sie geöffnet oder gesperrt ist.",
};
pub const MIXED_KINDS: Builtin = Builtin {
    id: "STR-11",
    title: "Verschiedene Datenarten gemeinsam",
    why: "Gemeldete, veröffentlichte und erfundene Angaben dürfen nicht in derselben Auswertung stehen.",
    remedy: "Prüfen und berichten Sie jede Datenart für sich; legen Sie sie in getrennte Ordner.",
};
pub const OUTSIDE: Builtin = Builtin {
    id: "STR-12",
    title: "Wert außerhalb des Möglichen",
    why: "Was es nicht geben kann, verfälscht Summen, Anteile und Fristen; eine solche Zahl und ein solches Datum zählen als fehlende Angabe.",
    remedy: "Schreiben Sie, was gemeint ist, in den genannten Grenzen; „lotse erklaere“ nennt sie für jede Angabe.",
};
pub const CONTRADICTION: Builtin = Builtin {
    id: "STR-13",
    title: "Angaben passen nicht zusammen",
    why: "Von zwei Angaben, die einander ausschließen, stimmt mindestens eine nicht; was daraus folgt, ist nicht verlässlich.",
    remedy: "Klären Sie an den Unterlagen, welche Angabe stimmt, und berichtigen Sie die andere.",
};
pub const LATER: Builtin = Builtin {
    id: "STR-13",
    title: "Angabe liegt nach dem Stichtag",
    why: "Was am Stichtag noch nicht geschehen ist, zählt nicht; es könnte auch ein Schreibfehler sein.",
    remedy: "Prüfen Sie, ob die Angabe richtig geschrieben ist. Ist etwas nur geplant, gehört es zu den Plänen und Fristen.",
};
pub const TWICE: Builtin = Builtin {
    id: "STR-14",
    title: "Ein Vorhaben in mehreren Dateien",
    why: "Jedes Vorhaben zählt einmal; zwei Dateien mit derselben Kennung verfälschen jede Summe und jeden Anteil.",
    remedy: "Entfernen Sie die Kopie, oder geben Sie dem anderen Vorhaben eine eigene Kennung.",
};
pub const CONTACT: Builtin = Builtin {
    id: "STR-15",
    title: "Kontaktangabe in freiem Text",
    why: "Mailadressen und Telefonnummern führen zu einem Menschen; in Berichten und Vorlagen haben sie nichts zu suchen und werden dort ausgeblendet.",
    remedy: "Nennen Sie statt dessen die Stelle oder die Funktion; das Postfach einer Funktion gehört in das Feld dafür.",
};
pub const ODD: Builtin = Builtin {
    id: "STR-16",
    title: "Steuerzeichen im Text",
    why: "Solche Zeichen zeigen etwas anderes als dasteht: Sie kehren die Schreibrichtung um, löschen Zeilen oder verstecken sich in Wörtern.",
    remedy: "Löschen Sie das Zeichen an der genannten Stelle, oder schreiben Sie das Wort neu.",
};
pub const EXPIRED: Builtin = Builtin {
    id: "AUS-01",
    title: "Ausnahme abgelaufen",
    why: "Eine Ausnahme gilt nur bis zu ihrem Ende; danach zählt der Befund wieder.",
    remedy: "Heilen Sie den Befund oder lassen Sie die Ausnahme mit neuer Begründung neu genehmigen.",
};
pub const UNUSED: Builtin = Builtin {
    id: "AUS-02",
    title: "Ausnahme ohne Befund",
    why: "Eine Ausnahme, zu der es keinen Befund mehr gibt, täuscht über den Stand.",
    remedy: "Entfernen Sie die Ausnahme, oder berichtigen Sie Regel oder Ort.",
};
pub const MISSES: Builtin = Builtin {
    id: "AUS-03",
    title: "Ausnahme gilt für nichts",
    why: "Eine Ausnahme, die keine Regel oder keinen Tag trifft, schützt niemanden; wer sich auf sie verlässt, irrt.",
    remedy: "Berichtigen Sie Regel und Zeitraum der Ausnahme, oder entfernen Sie sie.",
};
pub const OWN_APPROVAL: Builtin = Builtin {
    id: "AUS-04",
    title: "Ausnahme in eigener Sache genehmigt",
    why: "Wer ein Vorhaben leitet, kann sich nicht selbst von einer Regel befreien; das entscheidet eine andere Stelle.",
    remedy: "Heilen Sie den Befund, oder lassen Sie über die Ausnahme eine andere Stelle entscheiden, etwa die vorgesetzte.",
};
pub const ENDLESS: Builtin = Builtin {
    id: "AUS-05",
    title: "Ausnahme ohne Überprüfung",
    why: "Was auf Dauer ausgenommen ist, sieht sich niemand mehr an; deshalb wird es spätestens nach zwölf Monaten überprüft.",
    remedy: "Nennen Sie den Tag der nächsten Überprüfung, höchstens zwölf Monate voraus, oder verkürzen Sie die Ausnahme.",
};
pub const NOT_EXCUSABLE: Builtin = Builtin {
    id: "AUS-06",
    title: "Davon gibt es keine Ausnahme",
    why: "Ob eine Datei gelesen, gezählt und verbunden werden kann, lässt sich nicht genehmigen.",
    remedy: "Berichtigen Sie die Angabe, und entfernen Sie die Ausnahme.",
};

pub const ALL: [Builtin; 22] = [
    SYNTAX,
    UNKNOWN_KEY,
    WRONG_TYPE,
    UNKNOWN_CODE,
    MISSING,
    PATTERN,
    REFERENCE,
    NOT_UNIQUE,
    PLACEHOLDER,
    UNREADABLE,
    MIXED_KINDS,
    OUTSIDE,
    CONTRADICTION,
    TWICE,
    CONTACT,
    ODD,
    EXPIRED,
    UNUSED,
    MISSES,
    OWN_APPROVAL,
    ENDLESS,
    NOT_EXCUSABLE,
];

/// Shown as the source of every built-in finding.
pub const SOURCE: &str = "Vorgabe des Werkzeugs (Wörterbuch des Prüfprofils)";
